/**
 * Everything that can be seen. Colours are custom properties, so that a site can
 * set them on the element parley-widget:
 * --parley-accent, --parley-on-accent, --parley-background, --parley-surface,
 * --parley-text, --parley-muted, --parley-border, --parley-font, --parley-radius.
 */
export const style = `
:host{all:initial;
--accent:var(--parley-accent,#2352c9);--on-accent:var(--parley-on-accent,#fff);
--background:var(--parley-background,#fff);--surface:var(--parley-surface,#f1f3f6);
--text:var(--parley-text,#171b22);--muted:var(--parley-muted,#586172);--border:var(--parley-border,#d6dbe3);--bad:#b3261e;
--radius:var(--parley-radius,12px);
font:14px/1.45 var(--parley-font,system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif);color:var(--text);color-scheme:light dark}
@media(prefers-color-scheme:dark){:host{
--background:var(--parley-background,#171b22);--surface:var(--parley-surface,#262c36);
--text:var(--parley-text,#eef1f5);--muted:var(--parley-muted,#a9b2c0);--border:var(--parley-border,#3b4350);--bad:#ffb4ab}}
*{box-sizing:border-box;margin:0;padding:0;font:inherit;color:inherit}
[hidden]{display:none!important}
.hide{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
button{cursor:pointer;background:none;border:0}
:focus{outline:none}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;box-shadow:0 0 0 2px var(--background)}
.launcher{position:fixed;inset-block-end:20px;inset-inline-end:20px;z-index:2147483000;width:56px;height:56px;border-radius:50%;
background:var(--accent);color:var(--on-accent);display:grid;place-items:center;box-shadow:0 4px 16px rgba(0,0,0,.24)}
.left .launcher,.left .panel{inset-inline:20px auto}
.launcher svg{width:26px;height:26px}
.badge{position:absolute;inset-block-start:-4px;inset-inline-end:-4px;min-width:22px;height:22px;padding:0 6px;border-radius:11px;
background:#b3261e;color:#fff;font-size:12px;font-weight:600;line-height:22px;text-align:center;font-variant-numeric:tabular-nums}
.panel{position:fixed;inset-block-end:88px;inset-inline-end:20px;z-index:2147483001;width:376px;max-width:calc(100vw - 40px);
height:min(640px,calc(100vh - 108px));display:flex;flex-direction:column;overflow:hidden;background:var(--background);
border:1px solid var(--border);border-radius:var(--radius);box-shadow:0 8px 32px rgba(0,0,0,.2);animation:rise .14s ease-out}
@keyframes rise{from{opacity:0;transform:translateY(8px)}}
header{display:flex;align-items:center;gap:8px;padding:12px 8px 12px 16px;background:var(--accent);color:var(--on-accent)}
[dir=rtl] header{padding:12px 16px 12px 8px}
h2{flex:1;font-size:16px;font-weight:600;overflow-wrap:anywhere}
.close{width:44px;height:44px;border-radius:50%;display:grid;place-items:center;flex:none}
header :focus-visible{outline-color:var(--on-accent);box-shadow:none}
.close svg{width:20px;height:20px}
.log{flex:1;overflow-y:auto;overscroll-behavior:contain;padding:16px;display:flex;flex-direction:column;gap:12px}
.log:focus-visible{outline-offset:-3px;box-shadow:none}
.intro{color:var(--muted);white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext}
.intro.away{padding:8px 12px;border:1px solid var(--border);border-radius:8px}
.earlier{align-self:center;padding:10px 14px;color:var(--text);text-decoration:underline}
ol{list-style:none;display:flex;flex-direction:column;gap:12px}
li{display:flex;flex-direction:column;align-items:flex-start;max-width:86%}
li.mine{align-self:flex-end;align-items:flex-end}
.bubble{padding:8px 12px;border-radius:var(--radius);background:var(--surface);white-space:pre-wrap;overflow-wrap:anywhere;min-width:0;max-width:100%;unicode-bidi:plaintext}
.mine .bubble{background:var(--accent);color:var(--on-accent)}
.gone .bubble{background:none;border:1px dashed var(--border);color:var(--muted);font-style:italic}
.bubble.file{display:inline-block;margin-block-start:4px;text-decoration:underline;text-align:start}
.bubble.file:first-of-type{margin-block-start:0}
.file img{display:block;max-width:100%;max-height:240px;border-radius:6px}
blockquote{max-width:100%;margin-bottom:2px;padding-inline-start:8px;border-inline-start:3px solid var(--border);color:var(--muted);font-size:13px;
max-height:3em;overflow:hidden;overflow-wrap:anywhere;unicode-bidi:plaintext}
.reaction{margin-top:-6px;padding:0 6px;border:1px solid var(--border);border-radius:11px;background:var(--background);z-index:1}
.bubble a{text-decoration:underline}
.meta{font-size:12px;color:var(--muted);margin-top:3px;font-variant-numeric:tabular-nums}
.bad,.bad button{color:var(--bad)}
.meta button{text-decoration:underline;padding:4px}
.state{min-height:0;padding:0 16px 6px;font-size:12px;color:var(--muted)}
.state:empty{display:none}
.state.bad{color:var(--bad)}
form{display:flex;align-items:flex-end;gap:8px;padding:10px 12px calc(10px + env(safe-area-inset-bottom));border-top:1px solid var(--border)}
textarea{flex:1;resize:none;min-height:44px;max-height:140px;padding:11px 12px;border:1px solid var(--muted);border-radius:8px;background:var(--background);
font-size:16px;line-height:20px;unicode-bidi:plaintext}
textarea::placeholder{color:var(--muted);opacity:1}
.attach{width:44px;height:44px;flex:none;border-radius:8px;display:grid;place-items:center;color:var(--muted);margin-inline-end:-8px}
.attach svg{width:20px;height:20px}
.send{width:44px;height:44px;flex:none;border-radius:8px;background:var(--accent);color:var(--on-accent);display:grid;place-items:center}
.send svg{width:20px;height:20px}
[dir=rtl] .send svg{transform:scaleX(-1)}
@media(max-width:480px){
.panel,.left .panel{inset:0;width:100%;max-width:none;height:100%;height:100dvh;border:0;border-radius:0}
header{padding-block-start:calc(12px + env(safe-area-inset-top))}
}
@media(prefers-reduced-motion:reduce){.panel{animation:none}}
@media(forced-colors:active){.launcher,.send,.bubble,header{border:1px solid}}
`
