// A branching case shows the scene that the address names. Without script its links jump between the scenes, which all stand there.
for (const story of document.querySelectorAll("[data-branching]")) {
  const scenes = [...story.querySelectorAll("[data-scene]")];
  const named = () => scenes.find((scene) => `#${scene.id}` === location.hash);
  const show = (wanted) => { for (const scene of scenes) scene.hidden = scene !== wanted; };

  show(named() ?? scenes[0]);
  addEventListener("hashchange", () => {
    const wanted = named();
    if (!wanted) return;
    show(wanted);
    wanted.focus();
  });
}
