"""A headless Chromium driven over a pipe with its own protocol: no driver, no package, no port."""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# A busy machine takes its time to start a browser.
PATIENCE_S = 120.0


class Browser:
    """One browser with one page. Everything the page asks for and complains about is kept."""

    def __init__(self):
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        to_browser, ours_out = os.pipe()
        ours_in, from_browser = os.pipe()

        def pipes():
            os.dup2(to_browser, 13)
            os.dup2(from_browser, 14)
            os.dup2(13, 3)
            os.dup2(14, 4)

        flags = (
            "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --hide-scrollbars --no-first-run "
            "--disable-extensions --disable-background-networking --disable-component-update --remote-debugging-pipe"
        )
        self.process = subprocess.Popen(
            [CHROMIUM, *flags.split(), f"--user-data-dir={self.profile.name}", "about:blank"],
            preexec_fn=pipes,
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self.out, self.into = ours_out, ours_in
        self.rest, self.number, self.events, self.session = b"", 0, [], None
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.out)
        os.close(self.into)
        self.profile.cleanup()

    def send(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.out, data) :]
        until = time.monotonic() + PATIENCE_S
        while True:
            reply = self._next(until)
            if reply.get("id") == self.number:
                if "error" in reply:
                    raise RuntimeError(f"{method}: {reply['error']}")
                return reply["result"]
            self.events.append(reply)

    def _next(self, until):
        while b"\0" not in self.rest:
            if not select.select([self.into], [], [], max(0, until - time.monotonic()))[0]:
                raise TimeoutError("the browser does not answer")
            self.rest += os.read(self.into, 1 << 20)
        message, _, self.rest = self.rest.partition(b"\0")
        return json.loads(message)

    def wait_for(self, method):
        until = time.monotonic() + PATIENCE_S
        while True:
            for i, event in enumerate(self.events):
                if event.get("method") == method:
                    del self.events[i]
                    return event["params"]
            self.events.append(self._next(until))

    def look(self, *, width=1280, height=900, dark=False, media="", script=True):
        """Set the window: its size, light or dark, for which medium (none: as it comes), with scripts or without."""
        self.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", media=media, features=[scheme])
        self.send("Emulation.setScriptExecutionDisabled", value=not script)

    def open(self, path):
        """Open a file and forget what came before."""
        self.events.clear()
        self.send("Page.navigate", url=path.absolute().as_uri())
        self.wait_for("Page.loadEventFired")
        return self

    def run(self, code):
        """Return the value of an expression in the page."""
        got = self.send("Runtime.evaluate", expression=code, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in got:
            raise RuntimeError(got["exceptionDetails"])
        return got["result"].get("value")

    def seconds_to_show(self, path):
        """Open a page until it is drawn: seconds of a processor; how busy the machine is besides does not count."""
        self.look()
        self.send("Performance.enable", timeDomain="threadTicks")
        before = self._busy()
        self.open(path)
        self.run("new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))")
        return self._busy() - before

    def _busy(self):
        found = self.send("Performance.getMetrics")["metrics"]
        return next(item["value"] for item in found if item["name"] == "TaskDuration")

    def press(self, key, code=0, text=None):
        more = {"text": text} if text else {}
        self.send("Input.dispatchKeyEvent", type="keyDown", key=key, windowsVirtualKeyCode=code, code=key, **more)
        self.send("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code, code=key)

    def click(self, selector):
        """Click the middle of the first line of an element, as a hand would."""
        x, y = self.run(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            " e.scrollIntoView({block: 'center'}); const r = e.getClientRects()[0];"
            " return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def picture(self, *, whole=False, clip=None):
        """Return a screenshot as PNG."""
        more = {"clip": {**clip, "scale": 1}} if clip else {}
        got = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=whole, **more)
        return base64.b64decode(got["data"])

    def pdf(self):
        """Return the page as a PDF, on the paper its own style asks for."""
        got = self.send("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        return base64.b64decode(got["data"])

    @property
    def asked_for(self):
        """The addresses the page asked for, itself left out."""
        asked = [e["params"]["request"]["url"] for e in self.events if e.get("method") == "Network.requestWillBeSent"]
        return [url for url in asked if not url.startswith(("data:", "file:"))]

    @property
    def complaints(self):
        """Errors and warnings of the console."""
        found = [e["params"] for e in self.events if e.get("method") in ("Runtime.exceptionThrown",)]
        found += [e["params"]["entry"]["text"] for e in self.events if e.get("method") == "Log.entryAdded"]
        found += [e["params"]["args"] for e in self.events if e.get("method") == "Runtime.consoleAPICalled"]
        return found
