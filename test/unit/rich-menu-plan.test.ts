import { describe, expect, it } from 'vitest';
import { planRichMenuPublication, type WantedRichMenu } from '../../src/commands/rich-menu/plan.ts';
import { readRichMenuSettings } from '../../src/commands/rich-menu/settings.ts';
import type { PublishedRichMenus } from '../../src/line/rich-menus.ts';

function want(tab: string, hash: string): WantedRichMenu {
  const request = {
    size: { width: 2500, height: 1686 },
    selected: true,
    name: '',
    chatBarText: '',
    areas: [],
  };
  const alias = `ayumi-ja-${tab}`;
  return {
    alias,
    name: `ayumi:${alias}:${hash}`,
    isDefault: tab === 'look-up',
    request,
    png: new Uint8Array(),
  };
}

const [lookUp, takePart] = [want('look-up', 'aaaaaaaaaaaa'), want('take-part', 'bbbbbbbbbbbb')];
const wanted = [lookUp, takePart];
const nothing: PublishedRichMenus = { menus: [], aliases: [], defaultMenuId: null };
const complete: PublishedRichMenus = {
  menus: [
    { id: 'm1', name: lookUp.name, hasImage: true },
    { id: 'm2', name: takePart.name, hasImage: true },
  ],
  aliases: [
    { alias: lookUp.alias, menuId: 'm1' },
    { alias: takePart.alias, menuId: 'm2' },
  ],
  defaultMenuId: 'm1',
};

describe('planning the publication of rich menus', () => {
  it('makes everything the first time, in the order LINE needs', () => {
    expect(planRichMenuPublication(wanted, nothing)).toEqual([
      { kind: 'create menu', name: lookUp.name },
      { kind: 'upload image', name: lookUp.name },
      { kind: 'create menu', name: takePart.name },
      { kind: 'upload image', name: takePart.name },
      { kind: 'create alias', alias: lookUp.alias, name: lookUp.name },
      { kind: 'create alias', alias: takePart.alias, name: takePart.name },
      { kind: 'set default', name: lookUp.name },
    ]);
  });

  it('has nothing to do when all is in place', () => {
    expect(planRichMenuPublication(wanted, complete)).toEqual([]);
  });

  it('rolls a changed menu forward: alias and default first, then the residents, then the old menu goes', () => {
    const changed = want('look-up', 'cccccccccccc');
    expect(planRichMenuPublication([changed, takePart], complete)).toEqual([
      { kind: 'create menu', name: changed.name },
      { kind: 'upload image', name: changed.name },
      { kind: 'update alias', alias: changed.alias, name: changed.name },
      { kind: 'set default', name: changed.name },
      { kind: 'move users', moves: [{ from: 'm1', to: changed.name }] },
      { kind: 'delete menu', id: 'm1', name: lookUp.name, onlyAfterMove: true },
    ]);
  });

  it('makes a menu anew that was left without an image', () => {
    const died = { ...nothing, menus: [{ id: 'm1', name: lookUp.name, hasImage: false }] };
    const steps = planRichMenuPublication([lookUp], died);
    expect(steps.map((step) => step.kind)).toEqual([
      'create menu',
      'upload image',
      'create alias',
      'set default',
      'delete menu',
    ]);
    expect(steps.at(-1)).toEqual({ kind: 'delete menu', id: 'm1', name: lookUp.name, onlyAfterMove: false });
  });

  it('goes on after the upload', () => {
    const died = { ...nothing, menus: complete.menus };
    expect(planRichMenuPublication(wanted, died).map((step) => step.kind)).toEqual([
      'create alias',
      'create alias',
      'set default',
    ]);
  });

  it('updates an alias that leads to a menu that is gone', () => {
    const dangling = {
      ...complete,
      aliases: [{ alias: lookUp.alias, menuId: 'gone' }, ...complete.aliases.slice(1)],
    };
    expect(planRichMenuPublication(wanted, dangling)).toEqual([
      { kind: 'update alias', alias: lookUp.alias, name: lookUp.name },
    ]);
  });

  it('keeps one of two equal menus', () => {
    const twice = {
      ...complete,
      menus: [...complete.menus, { id: 'm3', name: lookUp.name, hasImage: true }],
    };
    expect(planRichMenuPublication(wanted, twice)).toEqual([
      { kind: 'move users', moves: [{ from: 'm3', to: lookUp.name }] },
      { kind: 'delete menu', id: 'm3', name: lookUp.name, onlyAfterMove: true },
    ]);
  });

  it('removes a tab that is no longer wanted, with its alias', () => {
    expect(planRichMenuPublication([lookUp], complete)).toEqual([
      { kind: 'delete alias', alias: takePart.alias },
      { kind: 'delete menu', id: 'm2', name: takePart.name, onlyAfterMove: false },
    ]);
  });

  it('never touches the menus of others', () => {
    const shared: PublishedRichMenus = {
      menus: [...complete.menus, { id: 'x', name: 'spring campaign', hasImage: true }],
      aliases: [
        ...complete.aliases,
        { alias: 'campaign', menuId: 'x' },
        { alias: 'ayumi-guest', menuId: 'x' },
      ],
      defaultMenuId: 'm1',
    };
    expect(planRichMenuPublication(wanted, shared)).toEqual([]);
    expect(
      planRichMenuPublication([], shared).filter((step) => JSON.stringify(step).includes('"x"')),
    ).toEqual([]);
  });
});

describe('the settings of npm run rich-menu', () => {
  it('are named all at once, without their values', () => {
    const refused = readRichMenuSettings({
      LINE_CHANNEL_ID: '1',
      LINE_API_ORIGIN: 'http://line.example/secret',
    });
    const faults = refused.ok ? '' : refused.faults.join('\n');
    for (const name of ['LINE_CHANNEL_SECRET', 'LINE_API_ORIGIN', 'PUBLIC_ORIGIN'])
      expect(faults).toContain(name);
    expect(faults).not.toContain('secret"');
    expect(faults).not.toContain('line.example');
  });

  it('take a token or a channel, and LINE unless told otherwise', () => {
    const PUBLIC_ORIGIN = 'https://ayumi.example.jp/';
    expect(readRichMenuSettings({ PUBLIC_ORIGIN, LINE_CHANNEL_ACCESS_TOKEN: 't' })).toEqual({
      ok: true,
      value: {
        connection: {
          credentials: { kind: 'long-lived-token', token: 't' },
          apiOrigin: 'https://api.line.me',
          dataApiOrigin: 'https://api-data.line.me',
        },
        publicOrigin: 'https://ayumi.example.jp',
      },
    });
    const channel = readRichMenuSettings({ PUBLIC_ORIGIN, LINE_CHANNEL_ID: '1', LINE_CHANNEL_SECRET: 's' });
    expect(channel.ok && channel.value.connection.credentials).toEqual({
      kind: 'stateless-token',
      channelId: '1',
      channelSecret: 's',
    });
  });
});
