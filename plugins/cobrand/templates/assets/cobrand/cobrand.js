/* Finds experts as one types, and copies what a button stands for. Data become text, never HTML. */

(() => {
  const FIRST = 100
  const LETTERS = { ß: "ss", ø: "o", ł: "l", æ: "ae", œ: "oe", đ: "d", ð: "d", þ: "th", "’": "'" }

  const indexes = {}
  let form
  let asked = 0 // the last question only is answered
  let typing

  const part = name => form.parentElement.querySelector(`.cobrand-${name}`)
  const show = (name, shown) => { part(name).hidden = !shown }
  const fields = () => [...form.elements].filter(field => field.name)
  const chosen = () => fields().some(field => field.value.trim())

  const fold = text => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/[^ -~]/g, letter => LETTERS[letter] || letter)

  const load = async address => {
    const index = await (await fetch(address)).json()
    index.people = index.people.map(([name, slug, title, groups, face, post = []], number) =>
      ({ name, slug, title, groups, face, post, alumni: number >= index.active, text: fold(`${name} ${title || ""}`) }))
    index.address = address
    return index
  }

  const matching = ({ people, groups }) => {
    const { name, ...slugs } = Object.fromEntries(new FormData(form))
    const words = fold(name).split(/\s+/)
    const numbers = Object.entries(slugs).filter(([, slug]) => slug).map(([kind, slug]) =>
      groups.findIndex(group => group.kind === kind && group.slug === slug))
    return people.filter(person =>
      numbers.every(number => person.groups.includes(number)) && words.every(word => person.text.includes(word)))
  }

  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) if (value != null) element.setAttribute(name, value)
    element.append(...children.filter(child => child))
    return element
  }

  // as person.html draws one, but for the classes that only machines read
  const draw = ({ name, slug, title, groups, face, post }, index) => {
    const web = address => {
      try {
        const { href } = new URL(address, index.address)
        if (/^https?:/.test(href)) return href
      } catch {}
    }
    const link = (address, name, ...children) => {
      const href = web(address)
      return make(href ? "a" : "span", { href, class: name }, ...children)
    }
    const [digest, single, double] = face
    const picture = size => web(`${index.photos}${slug}-${digest}-${size}.webp`)
    const portrait = double === undefined
      ? make("span", { class: `cobrand-portrait cobrand-portrait--${single}`, "aria-hidden": "true" }, digest)
      : make("img", { class: "cobrand-portrait", src: picture(single), srcset: double ? `${picture(double)} 2x` : null, alt: "", width: 72, height: 72, loading: "lazy" })
    const about = groups.slice(0, 6).map(number => index.groups[number]).map(({ kind, url, name }) =>
      make("li", { class: kind === "practice" ? "cobrand-people__practice" : null }, link(url, null, name)))
    const [headline, address, day, lang] = post
    return make("li", { class: "cobrand-people__person" },
      link(slug + index.page, "cobrand-people__who", portrait, make("bdi", { class: "cobrand-people__name" }, name)),
      title && make("p", { class: "cobrand-people__title" }, title),
      about.length && make("ul", { class: "cobrand-people__about" }, ...about, groups[6] >= 0 && make("li", {}, `+${groups.length - 6}`)),
      headline && make("p", { class: "cobrand-people__newest" },
        make("span", { class: "cobrand-people__label" }, form.dataset.newest), " ",
        make("span", { dir: "auto", lang }, address ? link(address, null, headline) : headline), " ",
        make("time", { datetime: day }, index.days[day])))
  }

  const answer = (index, most) => {
    const found = matching(index)
    const drawn = found.slice(0, most)
    const written = words => words.replace("{found}", found.length.toLocaleString(form.dataset.lang))
    const list = (name, alumni) => {
      const people = drawn.filter(person => !person.alumni === !alumni)
      part(name).replaceChildren(...people.map(person => person.card ||= draw(person, index)))
      return people.length
    }
    list("finder__people", false)
    show("finder__alumni", list("finder__former", true))
    show("finder__nobody", !found.length)
    show("finder__more", drawn.length < found.length)
    part("finder__more").textContent = written(form.dataset.more)
    return written(form.dataset.found)
  }

  const update = async (most = FIRST) => {
    const question = ++asked
    const { index, failed } = form.dataset
    let filtered = chosen()
    let said = ""
    show("finder__clear", filtered)
    if (filtered) {
      try {
        const loaded = await (indexes[index] ||= load(index))
        if (question !== asked) return
        said = answer(loaded, most)
      } catch {
        if (question !== asked) return
        delete indexes[index] // so that it is asked for again
        filtered = false
        said = failed
      }
    }
    part("finder__count").textContent = said
    show("finder__found", filtered)
    show("directory__all", !filtered)
  }

  const read = () => {
    typing = false
    const query = new URLSearchParams(location.search)
    for (const field of fields()) {
      field.value = query.get(field.name) || ""
      if (field.selectedIndex < 0) field.value = ""
    }
    update()
  }

  const write = step => {
    const address = new URL(location)
    for (const { name, value } of fields()) {
      if (value.trim()) address.searchParams.set(name, value)
      else address.searchParams.delete(name)
    }
    if (address.href !== location.href) history[step ? "pushState" : "replaceState"](null, "", address)
    update()
  }

  const clear = () => {
    for (const field of fields()) field.value = ""
    write(true)
    form.elements.name.focus()
  }

  const on = (type, act) => document.addEventListener(type, event => form?.contains(event.target) && act(event))

  on("input", event => {
    const typed = event.target.type === "search"
    write(!(typed && typing))
    typing = typed
  })
  on("submit", event => event.preventDefault())
  on("keydown", event => event.key === "Escape" && chosen() && clear())
  addEventListener("popstate", () => form?.isConnected && read())

  const copy = async button => {
    const source = document.getElementById(button.dataset.copy)
    let done = true
    try {
      await navigator.clipboard.writeText((source.value ?? source.textContent).trim())
    } catch { // forbidden, or not over https: select it, so that the keyboard can
      if (source.select) source.select()
      else getSelection().selectAllChildren(source)
      done = document.execCommand("copy")
    }
    const said = button.closest("[data-done]")?.dataset
    button.nextSibling.textContent = said?.[done ? "done" : "failed"] ?? ""
  }

  document.addEventListener("click", event => {
    const is = name => event.target.closest(`button.cobrand-${name}`)
    if (is("copy")) copy(is("copy"))
    if (is("finder__clear")) clear()
    if (is("finder__more")) update(Infinity).then(() => document.querySelectorAll(".cobrand-finder__found .cobrand-people__who")[FIRST].focus())
  })

  const start = () => {
    // or Material asks for sitemaps of feeds
    for (const link of document.querySelectorAll("link[rel=alternate][type]")) link.rel += " feed"
    for (const button of document.querySelectorAll(".cobrand-copy[hidden]")) {
      button.hidden = false
      button.after(make("span", { class: "cobrand-copied", role: "status" }))
    }
    form = document.querySelector(".cobrand-finder")
    if (!form) return
    form.dataset.index = new URL(form.dataset.index, location)
    form.hidden = false
    read()
  }

  if (window.document$) {
    document$.subscribe(start)
    document$.observers?.unshift(document$.observers.pop()) // before Material
  } else start()
})()
