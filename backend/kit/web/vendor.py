"""Third-party files for pages (第三方前端文件), straight from ``node_modules``: only the ones that pages name."""

from pathlib import Path

from sanic import Sanic

# address below /static/vendor/ -> file or folder below node_modules
FILES = {
    "weui/weui.min.css": "weui/dist/style/weui.min.css",
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "swagger-ui/swagger-ui.css": "swagger-ui-dist/swagger-ui.css",
    "swagger-ui/swagger-ui-bundle.js": "swagger-ui-dist/swagger-ui-bundle.js",
}
# Chinese type for machines that have none, such as a clean Debian; phones never ask for it.
FONT_FOLDER = "@expo-google-fonts/noto-sans-sc"


def serve_vendor_files(app: Sanic, node_modules: Path) -> None:
    """Serve :data:`FILES`; one that is missing is an error at start that says what to run."""
    for address, file in FILES.items():
        path = node_modules / file
        if not path.is_file():
            raise FileNotFoundError(f"{path} is missing: run `npm ci`")
        app.static(f"/static/vendor/{address}", path, name=f"vendor-{address.replace('/', '-').replace('.', '-')}")
    app.static("/static/vendor/noto-sans-sc", node_modules / FONT_FOLDER, name="vendor-fonts")
