using System.Globalization;
using System.Text;
using Gatehouse.CompilerServices;
using Gatehouse.Runtime.Tests.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>Files on the wire.</summary>
public sealed class StaticFileTests : IDisposable
{
    private const string LastModified = "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT";
    private static readonly DateTime Modified = new(1994, 11, 6, 8, 49, 37, DateTimeKind.Utc);

    private readonly TestDirectory directory = new();
    private readonly string large = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i:D6} "));

    public StaticFileTests()
    {
        Write("hello.txt", "Hello, World!");
        Write("large.bin", large);
        Write("empty.css", "");
        Write("app.js", "plain");
        Write("app.js.br", "brotli");
        Write("app.js.gz", "gzipped");
        Write("old.js", "plain");
        Write("old.js.gz", "of an older one");
        File.SetLastWriteTimeUtc(directory.File("root/old.js.gz"), Modified.AddSeconds(-1));
        Write("photo.png", "png");
        Write("photo.png.gz", "never");
        Write("docs/index.html", "<p>docs");
        Write("index.html", "<p>root");
        Write(".secret", "secret");
        Write(".git/config", "secret");
        Write("with space/\u00e9.txt", "encoded");
        Write("plus+and%2e.txt", "literal");
        File.WriteAllText(directory.File("outside.txt"), "outside");
        File.CreateSymbolicLink(directory.File("root/out.txt"), directory.File("outside.txt"));
        File.CreateSymbolicLink(directory.File("root/up.txt"), "../outside.txt");
        File.CreateSymbolicLink(directory.File("root/in.txt"), "hello.txt");
    }

    [Fact]
    public async Task AFileIsSentWithItsValidatorsAndOneSend()
    {
        await using ServingHost host = await StartAsync(cacheControl: "public, max-age=60");
        using Wire wire = host.Connect();
        wire.Send("GET /static/hello.txt HTTP/1.1", "Host: test", "");
        string answer = wire.ReadOnce();
        string tag = TagIn(answer);
        Assert.Matches("^\"[0-9a-f]+-d\"$", tag);
        wire.Send("GET /static/hello.txt HTTP/1.1", "Host: test", "");
        wire.Expect(
            "HTTP/1.1 200 OK",
            "Date: *",
            "Content-Length: 13",
            "Content-Type: text/plain; charset=utf-8",
            LastModified,
            "Accept-Ranges: bytes",
            $"ETag: {tag}",
            "Cache-Control: public, max-age=60",
            "Vary: Accept-Encoding",
            "X-Content-Type-Options: nosniff",
            "");
        wire.ExpectRaw("Hello, World!");
    }

    [Fact]
    public async Task AHeadIsTheSameHeadAndNoMore()
    {
        await using ServingHost host = await StartAsync();
        Assert.Equal(Head(await AskAsync(host, "/static/large.bin")), Head(await AskAsync(host, "/static/large.bin", method: "HEAD")));
        Assert.EndsWith("\r\n\r\n", await AskAsync(host, "/static/large.bin", method: "HEAD"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(host, "/static/hello.txt", "HEAD", "Range: bytes=0-1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALargeFileIsSentWholeAndTheConnectionKept()
    {
        await using ServingHost host = await StartAsync();
        using Wire wire = host.Connect();
        for (int i = 0; i < 2; i++)
        {
            wire.Send("GET /static/large.bin HTTP/1.1", "Host: test", "");
            wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 140000", "Content-Type: application/octet-stream", LastModified);
            wire.ReadHead();
            wire.ExpectRaw(large);
        }
    }

    [Theory]
    [InlineData("/static/hello.txt", "Hello, World!")]
    [InlineData("/static/in.txt", "Hello, World!")]
    [InlineData("/static/%68ello.txt", "Hello, World!")]
    [InlineData("/static/hello.txt?v=1", "Hello, World!")]
    [InlineData("/static/with%20space/%C3%A9.txt", "encoded")]
    [InlineData("/static/plus+and%252e.txt", "literal")]
    [InlineData("/static/empty.css", "")]
    public async Task APathIsDecodedOnce(string path, string body)
    {
        await using ServingHost host = await StartAsync();
        string answer = await AskAsync(host, path);
        Assert.StartsWith("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
        Assert.Equal(body, Body(answer));
    }

    [Theory]
    [InlineData("/static/missing.txt")]
    [InlineData("/static/../outside.txt")]
    [InlineData("/static/docs/../hello.txt")]
    [InlineData("/static/%2e%2e/outside.txt")]
    [InlineData("/static/%2E%2E%2Foutside.txt")]
    [InlineData("/static/..%2foutside.txt")]
    [InlineData("/static/%252e%252e/outside.txt")]
    [InlineData("/static/..%5coutside.txt")]
    [InlineData("/static/docs%5c..%5c..%5coutside.txt")]
    [InlineData("/static/./hello.txt")]
    [InlineData("/static/docs//index.html")]
    [InlineData("/static//hello.txt")]
    [InlineData("/static//etc/passwd")]
    [InlineData("/static/docs%2Findex.html")]
    [InlineData("/static/hello.txt/")]
    [InlineData("/static/hello.txt/.")]
    [InlineData("/static/hello.txt%20")]
    [InlineData("/static/hello.txt%0a")]
    [InlineData("/static/hello.txt%7f")]
    [InlineData("/static/.secret")]
    [InlineData("/static/%2esecret")]
    [InlineData("/static/.git/config")]
    [InlineData("/static/out.txt")]
    [InlineData("/static/up.txt")]
    [InlineData("/static/docs")]
    [InlineData("/static/docs/")]
    [InlineData("/static/")]
    [InlineData("/static")]
    public async Task WhatIsNotMeantToBeFoundIsNot(string path)
    {
        await using ServingHost host = await StartAsync();
        string answer = await AskAsync(host, path);
        Assert.StartsWith("HTTP/1.1 404 Not Found", answer, StringComparison.Ordinal);
        Assert.Equal("Not Found\n", Body(answer));
    }

    [Theory]
    [InlineData("/static/hello.txt%00.png")]
    [InlineData("/static/%zz")]
    [InlineData("/static/hello.txt%")]
    public async Task ABadEscapeIsABadRequest(string path)
    {
        await using ServingHost host = await StartAsync();
        Assert.StartsWith("HTTP/1.1 400 Bad Request", await AskAsync(host, path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task APathThatIsTooLongForTheSystemIsNotFound()
    {
        await using ServingHost host = await StartAsync();
        Assert.StartsWith("HTTP/1.1 404", await AskAsync(host, "/static/" + new string('a', 300)), StringComparison.Ordinal);
        string deep = string.Concat(Enumerable.Repeat("a/", 1990));
        Assert.StartsWith("HTTP/1.1 404", await AskAsync(host, $"/static/{deep}b"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 404", await AskAsync(host, $"/static/{deep[..3800]}b"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DotFilesAreServedWhenDeclared()
    {
        await using ServingHost host = await StartAsync(files => files.DotFiles = true);
        Assert.Equal("secret", Body(await AskAsync(host, "/static/.secret")));
        Assert.Equal("secret", Body(await AskAsync(host, "/static/.git/config")));
        Assert.StartsWith("HTTP/1.1 404", await AskAsync(host, "/static/../outside.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnIndexStandsForItsDirectory()
    {
        await using ServingHost host = await StartAsync(files => files.Index = "index.html");
        Assert.Equal("<p>root", Body(await AskAsync(host, "/static/")));
        Assert.Equal("<p>docs", Body(await AskAsync(host, "/static/docs/")));
        Assert.Contains("\r\nContent-Type: text/html; charset=utf-8\r\n", await AskAsync(host, "/static/docs/"), StringComparison.Ordinal);
        string redirection = await AskAsync(host, "/static/docs?a=b");
        Assert.StartsWith("HTTP/1.1 301 Moved Permanently", redirection, StringComparison.Ordinal);
        Assert.Contains("\r\nLocation: /static/docs/?a=b\r\n", redirection, StringComparison.Ordinal);
        Assert.Contains("\r\nLocation: /static/\r\n", await AskAsync(host, "/static"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 404", await AskAsync(host, "/static/with%20space/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFallbackAnswersForPagesThatAreNotThereButNotForFiles()
    {
        await using ServingHost host = await StartAsync(files => files.Fallback = "index.html");
        Assert.Equal("<p>root", Body(await AskAsync(host, "/static/orders/7")));
        Assert.Equal("<p>root", Body(await AskAsync(host, "/static/orders/")));
        Assert.StartsWith("HTTP/1.1 404", await AskAsync(host, "/static/missing.js"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 404", await AskAsync(host, "/static/../orders"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("app.js", "", "plain", null)]
    [InlineData("app.js", "gzip", "gzipped", "gzip")]
    [InlineData("app.js", "gzip, br", "brotli", "br")]
    [InlineData("app.js", "br;q=0.5, gzip;q=0.8", "gzipped", "gzip")]
    [InlineData("app.js", "br;q=0, *", "gzipped", "gzip")]
    [InlineData("app.js", "identity, gzip;q=0", "plain", null)]
    [InlineData("old.js", "gzip", "plain", null)]
    [InlineData("hello.txt", "gzip, br", "Hello, World!", null)]
    public async Task ACompressedSiblingIsSentToWhoTakesIt(string file, string accepted, string body, string? coding)
    {
        await using ServingHost host = await StartAsync();
        string answer = await AskAsync(host, "/static/" + file, "GET", $"Accept-Encoding: {accepted}");
        Assert.Equal(body, Body(answer));
        Assert.Equal(coding, Field(answer, "Content-Encoding"));
        Assert.Equal("Accept-Encoding", Field(answer, "Vary"));
        Assert.Equal(file == "hello.txt" ? "text/plain; charset=utf-8" : "text/javascript; charset=utf-8", Field(answer, "Content-Type"));
    }

    [Fact]
    public async Task EachCodingHasATagOfItsOwn()
    {
        await using ServingHost host = await StartAsync();
        string[] codings = ["identity", "gzip", "br"];
        string[] answers = await Task.WhenAll(codings.Select(coding => AskAsync(host, "/static/app.js", "GET", $"Accept-Encoding: {coding}")));
        Assert.Equal(3, answers.Select(TagIn).Distinct().Count());
        Assert.StartsWith(
            "HTTP/1.1 200",
            await AskAsync(host, "/static/app.js", "GET", "Accept-Encoding: gzip", $"If-None-Match: {TagIn(answers[0])}"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsPackedAlreadyHasNoSiblings()
    {
        await using ServingHost host = await StartAsync();
        string answer = await AskAsync(host, "/static/photo.png", "GET", "Accept-Encoding: gzip");
        Assert.Equal("png", Body(answer));
        Assert.Null(Field(answer, "Vary"));
    }

    [Fact]
    public async Task AClientThatHasItHearsSo()
    {
        await using ServingHost host = await StartAsync(cacheControl: "no-cache");
        string tag = TagIn(await AskAsync(host, "/static/hello.txt"));
        using Wire wire = host.Connect();
        wire.Send("GET /static/hello.txt HTTP/1.1", "Host: test", "If-None-Match: \"x\"", $"If-None-Match: W/{tag}", "");
        wire.Expect("HTTP/1.1 304 Not Modified", "Date: *", $"ETag: {tag}", "Cache-Control: no-cache", "Vary: Accept-Encoding", "");
        wire.Send("GET /static/hello.txt HTTP/1.1", "Host: test", "If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT", "");
        wire.Expect("HTTP/1.1 304 Not Modified");
        wire.ReadHead();
        wire.Send("GET /static/hello.txt HTTP/1.1", "Host: test", "If-Modified-Since: Sun Nov  6 08:49:36 1994", "");
        wire.Expect("HTTP/1.1 200 OK");
    }

    [Theory]
    [InlineData("If-Match: \"x\"", 412)]
    [InlineData("If-Match: *", 200)]
    [InlineData("If-Unmodified-Since: Sun, 06 Nov 1994 08:49:36 GMT", 412)]
    [InlineData("If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT", 200)]
    [InlineData("If-None-Match: *", 304)]
    public async Task ConditionsAreHeeded(string field, int status)
    {
        await using ServingHost host = await StartAsync();
        Assert.StartsWith($"HTTP/1.1 {status}", await AskAsync(host, "/static/hello.txt", "GET", field), StringComparison.Ordinal);
        Assert.StartsWith($"HTTP/1.1 {status}", await AskAsync(host, "/static/hello.txt", "HEAD", field), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 404", await AskAsync(host, "/static/missing", "GET", field), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("large.bin", "bytes=0-6", "bytes 0-6/140000")]
    [InlineData("large.bin", "bytes=7-13", "bytes 7-13/140000")]
    [InlineData("large.bin", "bytes=-7", "bytes 139993-139999/140000")]
    [InlineData("large.bin", "bytes=1-100000", "bytes 1-100000/140000")]
    [InlineData("large.bin", "bytes=0-1,2-3", "bytes 0-3/140000")]
    public async Task AnyPieceCanBeAskedFor(string file, string range, string contentRange)
    {
        await using ServingHost host = await StartAsync();
        string answer = await AskAsync(host, "/static/" + file, "GET", $"Range: {range}");
        Assert.StartsWith("HTTP/1.1 206 Partial Content", answer, StringComparison.Ordinal);
        Assert.Equal(contentRange, Field(answer, "Content-Range"));
        string[] ends = contentRange["bytes ".Length..contentRange.IndexOf('/', StringComparison.Ordinal)].Split('-');
        int first = int.Parse(ends[0], CultureInfo.InvariantCulture);
        int length = int.Parse(ends[1], CultureInfo.InvariantCulture) - first + 1;
        Assert.Equal(large.Substring(first, length), Body(answer));
        Assert.Equal(length.ToString(CultureInfo.InvariantCulture), Field(answer, "Content-Length"));
    }

    [Fact]
    public async Task SeveralPiecesComeInParts()
    {
        await using ServingHost host = await StartAsync();
        using Wire wire = host.Connect();
        for (int i = 0; i < 2; i++)
        {
            wire.Send("GET /static/large.bin HTTP/1.1", "Host: test", "Range: bytes=0-2, 1000-40999, -4", "");
            string head = wire.ReadHead();
            Assert.StartsWith("HTTP/1.1 206 Partial Content", head, StringComparison.Ordinal);
            Assert.Null(Field(head, "Content-Range"));
            string type = Field(head, "Content-Type")!;
            Assert.StartsWith("multipart/byteranges; boundary=", type, StringComparison.Ordinal);
            string boundary = type["multipart/byteranges; boundary=".Length..];
            string expected =
                Part(boundary, "0-2", large[..3]) + "\r\n"
                + Part(boundary, "1000-40999", large[1000..41000]) + "\r\n"
                + Part(boundary, "139996-139999", large[^4..]) + $"\r\n--{boundary}--\r\n";
            Assert.Equal(expected.Length.ToString(CultureInfo.InvariantCulture), Field(head, "Content-Length"));
            wire.ExpectRaw(expected);
        }

        static string Part(string boundary, string range, string content) =>
            $"--{boundary}\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes {range}/140000\r\n\r\n{content}";
    }

    [Fact]
    public async Task APieceBeyondTheEndIsRefusedWithTheLength()
    {
        await using ServingHost host = await StartAsync();
        string answer = await AskAsync(host, "/static/hello.txt", "GET", "Range: bytes=13-");
        Assert.StartsWith("HTTP/1.1 416 Range Not Satisfiable", answer, StringComparison.Ordinal);
        Assert.Equal("bytes */13", Field(answer, "Content-Range"));
        Assert.StartsWith("HTTP/1.1 206", await AskAsync(host, "/static/hello.txt", "GET", "Range: bytes=12-"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task APieceOfSomethingElseIsNotSent()
    {
        await using ServingHost host = await StartAsync();
        string tag = TagIn(await AskAsync(host, "/static/hello.txt"));
        string[] same = ["Range: bytes=0-4", $"If-Range: {tag}"];
        Assert.Equal("Hello", Body(await AskAsync(host, "/static/hello.txt", "GET", same)));
        Assert.Equal("Hello", Body(await AskAsync(host, "/static/hello.txt", "GET", same[0], "If-Range: Sun, 06 Nov 1994 08:49:37 GMT")));
        string other = await AskAsync(host, "/static/hello.txt", "GET", same[0], "If-Range: \"x\"");
        Assert.StartsWith("HTTP/1.1 200 OK", other, StringComparison.Ordinal);
        Assert.Equal("Hello, World!", Body(other));

        // A condition goes before a range.
        Assert.StartsWith("HTTP/1.1 304", await AskAsync(host, "/static/hello.txt", "GET", same[0], $"If-None-Match: {tag}"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 412", await AskAsync(host, "/static/hello.txt", "GET", "Range: bytes=99-", "If-Match: \"x\""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AReplacedFileIsTheNewOneAtOnceThoughSizeAndDateAreTheSame()
    {
        await using ServingHost host = await StartAsync();
        string tag = TagIn(await AskAsync(host, "/static/hello.txt"));
        File.WriteAllText(directory.File("new"), "HELLO, WORLD!");
        File.SetLastWriteTimeUtc(directory.File("new"), Modified);
        File.Move(directory.File("new"), directory.File("root/hello.txt"), overwrite: true);
        string answer = await AskAsync(host, "/static/hello.txt", "GET", $"If-None-Match: {tag}");
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Equal("HELLO, WORLD!", Body(answer));
    }

    [Fact]
    public async Task ADateInTheFutureIsNotPassedOn()
    {
        await using ServingHost host = await StartAsync();
        File.SetLastWriteTimeUtc(directory.File("root/hello.txt"), DateTime.UtcNow.AddYears(5));
        DateTimeOffset sent = DateTimeOffset.Parse(Field(await AskAsync(host, "/static/hello.txt"), "Last-Modified")!, CultureInfo.InvariantCulture);
        Assert.InRange(sent, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task NoFileIsLeftOpen()
    {
        await using ServingHost host = await StartAsync(files => files.Index = "index.html");
        string[] paths = ["/static/hello.txt", "/static/large.bin", "/static/docs", "/static/docs/", "/static/app.js", "/static/out.txt", "/static/missing"];
        foreach (string path in paths)
        {
            await AskAsync(host, path, "GET", "Accept-Encoding: gzip");
            await AskAsync(host, path, "HEAD", "If-None-Match: *");
            await AskAsync(host, path, "GET", "Range: bytes=0-0,500-50000");
            await AskAsync(host, path, "GET", "Range: bytes=999999-");
        }

        Assert.Equal(
            [directory.File("root")],
            Directory.EnumerateFileSystemEntries("/proc/self/fd")
                .Select(link => new FileInfo(link).LinkTarget ?? "")
                .Where(target => target.StartsWith(directory.Path, StringComparison.Ordinal)));
    }

    public void Dispose() => directory.Dispose();

    private Task<ServingHost> StartAsync(string? cacheControl) => StartAsync(files => files.CacheControl = cacheControl);

    private async Task<ServingHost> StartAsync(Action<StaticFilesAttribute>? configure = null)
    {
        var declared = new StaticFilesAttribute("/static", directory.File("root"));
        configure?.Invoke(declared);
        var files = StaticFileSet.Open(declared);
        return await ServingHost.StartAsync((request, response) => files.ServeAsync(0, request, response));
    }

    private static async Task<string> AskAsync(ServingHost host, string path, string method = "GET", params string[] fields)
    {
        using Wire wire = host.Connect();
        wire.Send([$"{method} {path} HTTP/1.1", "Host: test", "Connection: close", .. fields, ""]);
        return await Task.Run(wire.ReadToEnd);
    }

    private void Write(string name, string content)
    {
        string path = directory.File("root/" + name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content, new UTF8Encoding(false));
        File.SetLastWriteTimeUtc(path, Modified);
    }

    private static string TagIn(string answer) => Field(answer, "ETag") ?? "";

    private static string? Field(string answer, string name) =>
        Head(answer).FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.Ordinal))?[(name.Length + 2)..];

    private static string[] Head(string answer) =>
        [.. answer[..answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n").Where(line => !line.StartsWith("Date: ", StringComparison.Ordinal))];

    private static string Body(string answer) => answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
}
