using System.Net;
using System.Net.Sockets;

namespace Gatehouse.EndToEnd;

/// <summary>
/// A published app with a static folder, asked directly and through nginx that serves the same folder: whoever answers, the
/// answer is the same.
/// </summary>
public sealed class StaticFileTests(PackedRepository repository)
{
    private const string Source = """
        using Gatehouse;

        [GatewayApp]
        [StaticFiles("/static", "wwwroot", CacheControl = "public, max-age=60", Index = "index.html")]
        public sealed partial class Files
        {
            [Get("/")]
            public string Index() => "the application";
        }
        """;

    [Fact]
    public async Task Nginx_and_the_app_serve_the_published_folder_alike()
    {
        Requires.Tool("nginx");
        ScaffoldedApp app = await repository.ScaffoldAsync("Files");
        File.WriteAllText(Path.Combine(app.Directory, "Files.cs"), Source);
        Write("site.css", "p { }");
        Write("site.css.gz", "not really gzip");
        Write("unheard.of", "bytes");
        Write("docs/index.html", "<p>docs");
        Write(".secret", "secret");
        await app.PublishAsync();
        File.CreateSymbolicLink(Path.Combine(app.PublishDirectory, "wwwroot", "out"), "/etc/passwd");
        File.CreateSymbolicLink(Path.Combine(app.PublishDirectory, "wwwroot", "link.css"), "site.css");

        string work = Directory.CreateTempSubdirectory("gatehouse-e2e-").FullName;
        try
        {
            string socket = Path.Combine(work, "files.sock");
            int port = FreePort.Next();
            string site = Path.Combine(work, "files.conf");
            File.WriteAllText(site, File.ReadAllText(app.DeployFile("nginx/files.conf"))
                .Replace("listen 80;", $"listen 127.0.0.1:{port};", StringComparison.Ordinal)
                .Replace("/run/files.sock", socket, StringComparison.Ordinal)
                .Replace("/usr/lib/files/", app.PublishDirectory + "/", StringComparison.Ordinal)
                .Replace("/var/log/nginx/", work + "/", StringComparison.Ordinal));
            await using AppProcess server = await Verbs.StartOnSocketAsync(app.Program, "epoll", socket, work);
            await using NginxServer nginx = await NginxServer.StartAsync(site, new IPEndPoint(IPAddress.Loopback, port));
            var direct = new UnixDomainSocketEndPoint(socket);

            // Status, then who answers: nginx's tag has seconds, the app's nanoseconds.
            await CheckAsync("/static/site.css", 200, byNginx: true);
            await CheckAsync("/static/site.css", 200, byNginx: true, "Accept-Encoding: gzip");
            await CheckAsync("/static/site.css", 206, byNginx: true, "Range: bytes=0-0");
            await CheckAsync("/static/site.css", 416, byNginx: false, "Range: bytes=99-");
            await CheckAsync("/static/site.css", 304, byNginx: true, "If-None-Match: *");
            await CheckAsync("/static/%73ite.css", 200, byNginx: true);
            await CheckAsync("/static/unheard.of", 200, byNginx: true);
            await CheckAsync("/static/link.css", 200, byNginx: false);
            await CheckAsync("/static/docs/", 200, byNginx: false);
            await CheckAsync("/static/docs", 301, byNginx: false);
            await CheckAsync("/static", 301, byNginx: false);
            await CheckAsync("/static/missing", 404, byNginx: false);
            await CheckAsync("/static/.secret", 404, byNginx: false);
            await CheckAsync("/static/%2esecret", 404, byNginx: false);
            await CheckAsync("/static/out", 404, byNginx: false);
            await CheckAsync("/static../Files.dll", 404, byNginx: false);
            await CheckAsync("/static/..%2fFiles.dll", 404, byNginx: false);
            await CheckAsync("/static/%2e%2e/Files.dll", 404, byNginx: false);
            await CheckAsync("/", 200, byNginx: false);
            await CheckAsync("/static/site.css", 405, byNginx: false, "Content-Length: 0", method: "POST");
            await CheckAsync("/static/site.css", 405, byNginx: false, "Content-Length: 0", method: "PUT");

            async Task CheckAsync(string path, int status, bool byNginx, string field = "X-Nothing: 1", string method = "GET")
            {
                HttpAnswer through = await HttpAnswer.GetAsync(nginx.EndPoint, path, "localhost", [field], method: method);
                HttpAnswer straight = await HttpAnswer.GetAsync(direct, path, "localhost", [field], method: method);
                string asked = $"{method} {path} {field}";
                Assert.Equal((asked, status), (asked, straight.Status));
                Assert.Equal((asked, status), (asked, through.Status));
                Assert.Equal((asked, byNginx), (asked, Tag(through).Length is > 0 and < 18));
                Assert.True(Tag(straight).Length is 0 or >= 18, asked);

                // nginx words its own refusals, and repeats a 304's fields otherwise.
                if (status is 304 or 416) return;
                Assert.Equal((asked, straight.Body), (asked, through.Body));
                foreach (string name in new[] { "Content-Type", "Content-Encoding", "Content-Range", "Cache-Control", "Last-Modified", "X-Content-Type-Options", "Allow", "Location" })
                    Assert.Equal((asked, name, Field(straight, name)), (asked, name, Field(through, name)));
                Assert.Equal((asked, Field(straight, "Vary")), (asked, Field(through, "Vary")));
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        void Write(string name, string content)
        {
            string path = Path.Combine(app.Directory, "wwwroot", name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, content);
            File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        }
    }

    private static string Tag(HttpAnswer answer) => Field(answer, "ETag");

    private static string Field(HttpAnswer answer, string name) =>
        answer.Head.Split("\r\n").FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..] ?? "";
}
