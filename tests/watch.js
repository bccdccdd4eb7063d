// What the tests of attacks do to a page, and look for in it. Every page of theirs gets it, before its own scripts.
self.watch = {
    // What no text of a stranger's may bring into a document. `ours` is the address of the site.
    found(page, ours) {
        const foreign = new RegExp('^(applet|audio|base|dialog|embed|fencedframe|foreignobject|form|frame|frameset|iframe'
            + '|image|input|layer|link|listing|marquee|math|meta|noembed|noframes|noscript|object|param|plaintext|portal'
            + '|script|select|set|source|style|template|textarea|track|video|xml|xmp|animate.*|fe[a-z]+)$')
        const acting = /^on|^(srcdoc|formaction|ping|background|srcset|dynsrc|lowsrc|longdesc|usemap|popovertarget)$|[^\w:.-]/i
        const leading = /^(.*:)?(href|src|action|poster|data|cite|values|to|from|manifest|code|archive)$/i
        return [...page.querySelectorAll('*')].flatMap(element => {
            const found = [], tag = element.localName.toLowerCase()
            const names = (element.className.baseVal ?? element.className).toString()
            const ordinary = element.closest('head') && (tag === 'link' || (tag === 'meta' && !element.httpEquiv))
            if (foreign.test(tag) && !ordinary) found.push(`<${tag} ${names} ${element.getAttribute('name') ?? element.getAttribute('rel') ?? ''}>`)
            for (const {name, value} of element.attributes) {
                if (acting.test(name)) found.push(`<${tag} ${name}>`)
                if (name === 'style' && element.closest('.cobrand')) found.push(`<${tag} ${name}="${value}">`)
                if (!leading.test(name)) continue
                let place
                try { place = new URL(value, ours) } catch { continue }
                const away = /href|cite/.test(name) ? tag === 'link' : true
                if (!/^(https?|mailto|tel):$/.test(place.protocol)) found.push(`${name}=${value}`)
                if (away && ![new URL(ours).origin, 'https://www.halden.example'].includes(place.origin)) found.push(`${name}=${value}`)
            }
            return found
        })
    },

    // Whatever people do to a page, done to all that is on it. Links are followed where that runs something.
    poke() {
        const poked = page => {
            page.addEventListener('click', event => {
                const link = event.target.closest?.('a, area')
                const way = link ? `${link.protocol ?? ''}${link.href.baseVal ?? ''}${link.href.animVal ?? ''}` : 'javascript:'
                if (!/^\s*javascript:/i.test(way)) event.preventDefault()
            }, true)
            for (const element of page.querySelectorAll('*')) {
                for (const {name} of [...element.attributes]) {
                    if (name.startsWith('on')) element.dispatchEvent(new Event(name.slice(2), {cancelable: true}))
                }
                if (element.closest('[data-md-component=header], [data-md-component=search], [hidden]')) continue  // the theme's, or nobody's
                if (/^(a|area|button|summary|label|input|text|rect)$/i.test(element.localName) || element.hasAttribute('onclick')) {
                    element.dispatchEvent(new MouseEvent('mouseover', {bubbles: true}))
                    element.focus?.()
                    element.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))
                }
            }
        }
        poked(document)
        for (const frame of document.querySelectorAll('iframe[data-attack]')) try { poked(frame.contentDocument) } catch {}
    },

    // Whether all attacks in frames of their own are there.
    settled() {
        return [...document.querySelectorAll('iframe[data-attack]')].every(frame => {
            try {
                return frame.contentDocument.readyState === 'complete' && frame.contentDocument.URL !== 'about:blank'
            } catch {
                return true
            }
        })
    },
}
