using System.Text;
using System.Text.Json;
using Gatehouse.Proxy;
using Gatehouse.Serving;
using Xunit;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>The lines of the access log, from requests over real sockets.</summary>
public sealed class AccessLogTests
{
    private static readonly string[] Request =
    [
        "GET /a/b?c=d HTTP/1.1", "Host: test", "Referer: http://r/", "User-Agent: agent", "X-Trace: 7", "Content-Type: text/x",
        "Authorization: Basic YWxpY2U6c2VjcmV0", "",
    ];

    [Theory]
    [InlineData("common", """^127\.0\.0\.1 - alice \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000\] "GET /a/b\?c=d HTTP/1\.1" 200 5$""")]
    [InlineData(
        "combined",
        """^127\.0\.0\.1 - alice \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000\] "GET /a/b\?c=d HTTP/1\.1" 200 5 "http://r/" "agent"$""")]
    [InlineData("%(h)s|%(l)s|%(u)s|%(r)s", @"^127\.0\.0\.1\|-\|alice\|GET /a/b\?c=d HTTP/1\.1$")]
    [InlineData("%(m)s|%(U)s|%(q)s|%(H)s", @"^GET\|/a/b\|c=d\|HTTP/1\.1$")]
    [InlineData("%(s)s|%(B)s|%(b)s|%(f)s|%(a)s", @"^200\|5\|5\|http://r/\|agent$")]
    [InlineData("%(T)s|%(M)s|%(D)s|%(L)s", @"^\d+\|\d+\|(0|\d+000)\|\d+\.\d{3}000$")]
    [InlineData("%(t)s", @"^\[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000\]$")]
    [InlineData("%({X-Trace}i)s|%({referer}i)s|%({User-Agent}i)s|%({absent}i)s", @"^7\|http://r/\|agent\|-$")]
    [InlineData("%({X-Answer}o)s|%({content-type}o)s|%({Content-Length}o)s|%({absent}o)s", @"^42\|text/plain; charset=utf-8\|5\|-$")]
    [InlineData("%({REMOTE_ADDR}e)s|%({REQUEST_METHOD}e)s|%({RAW_URI}e)s|%({PATH_INFO}e)s", @"^127\.0\.0\.1\|GET\|/a/b\?c=d\|/a/b$")]
    [InlineData("%({query_string}e)s|%({SERVER_PROTOCOL}e)s|%({wsgi.url_scheme}e)s|%({SCRIPT_NAME}e)s", @"^c=d\|HTTP/1\.1\|http\|-$")]
    [InlineData("%({HTTP_X_TRACE}e)s|%({CONTENT_TYPE}e)s|%({REMOTE_USER}e)s|%({REMOTE_PORT}e)s", @"^7\|text/x\|alice\|\d+$")]
    [InlineData("100%% of größe %(s)s", "^100% of größe 200$")]
    public async Task EveryFormSaysWhatItPromises(string format, string expected)
    {
        string line = await LineOf(format, Request);
        Assert.Matches(expected, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(line)));
    }

    [Fact]
    public async Task TheProcessIdIsInAngleBrackets() =>
        Assert.Equal($"<{Environment.ProcessId}>", (await LineOf("%(p)s%(H)s", Request)).Replace("HTTP/1.1", ""));

    [Fact]
    public async Task JsonIsAnObjectALineWithNullForWhatIsAbsent()
    {
        string line = await LineOf("json", "HEAD /x HTTP/1.0", "");
        JsonElement json = JsonDocument.Parse(line).RootElement;
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", json.GetProperty("time").GetString());
        Assert.Equal(
            """{"client":"127.0.0.1","user":null,"method":"HEAD","scheme":"http","host":null,"target":"/x","protocol":"HTTP/1.0","status":200,"bytes":0,"aborted":false,"referer":null,"userAgent":null,"milliseconds":""",
            "{" + line[(line.IndexOf(',') + 1)..line.IndexOf("\"milliseconds\":", StringComparison.Ordinal)] + "\"milliseconds\":");
        Assert.Equal(Environment.ProcessId, json.GetProperty("pid").GetInt32());
    }

    // Everything that a request line and a header field can carry (RFC 9110 section 5.5) and that a log could choke on.
    [Theory]
    [InlineData("\t[31m")]
    [InlineData("\" 200 5 \"-\" \"forged\"")]
    [InlineData("\\\" \\x0a \\n")]
    [InlineData("\u0080\u0085\u009b31m\u00ff\u00c3\u00a9")]
    public async Task NoByteOfAClientEndsAFieldOrALine(string hostile)
    {
        string[] request =
        [
            $"GET /{hostile.Replace(" ", "").Replace("\t", "").Where(c => c is > ' ' and < '\u007f').Aggregate("", (s, c) => s + c)} HTTP/1.1",
            "Host: test", $"User-Agent: a{hostile}z", $"Referer: a{hostile}z",
            $"Authorization: Basic {Convert.ToBase64String(Encoding.Latin1.GetBytes($"a\r\n{hostile} [z:secret"))}", "",
        ];
        string combined = await LineOf("combined", request);
        Assert.DoesNotContain(combined, c => c is < ' ' or > '~');
        Assert.Matches("""^127\.0\.0\.1 - a\\x0d\\x0a\S+z \[[^\]]+\] "GET /(\\.|[^"\\])* HTTP/1\.1" 200 5 "a(\\.|[^"\\])*z" "a(\\.|[^"\\])*z"$""", combined);

        string json = await LineOf("json", request);
        Assert.DoesNotContain(json, c => c is < ' ' or > '~');
        JsonElement root = JsonDocument.Parse(json).RootElement;
        Assert.Equal($"a{hostile}z", root.GetProperty("userAgent").GetString());
        Assert.Equal($"a\r\n{hostile} [z", root.GetProperty("user").GetString());
        Assert.False(root.GetProperty("aborted").GetBoolean());
    }

    [Theory]
    [InlineData("Basic !!!")]
    [InlineData("Basic YWxpY2U=")]
    [InlineData("Basic OnNlY3JldA==")]
    [InlineData("Bearer YWxpY2U6c2VjcmV0")]
    [InlineData("Basic")]
    public async Task CredentialsWithoutAUserNameAreNoUser(string authorization) =>
        Assert.Equal("-", await LineOf("%(u)s", "GET / HTTP/1.1", "Host: test", $"Authorization: {authorization}", ""));

    [Fact]
    public async Task TheClientIsTheOneThatATrustedProxyStates()
    {
        using var file = new LogFile("%(h)s %({wsgi.url_scheme}e)s %({script_name}e)s");
        var names = new ForwardedHeaderNames("X-Forwarded-For", "X-Forwarded-Proto", null, null, "X-Forwarded-Prefix");
        await using ServingHost host = await ServingHost.StartAsync(
            Answer, o => o with { AccessLog = file.Log, Trust = TrustPolicy.Create(["127.0.0.1/32"], 1, names) });
        using Wire wire = host.Connect();
        wire.Send(
            "GET / HTTP/1.1", "Host: test", "X-Forwarded-For: 6.6.6.6, 2001:db8::9", "X-Forwarded-Proto: https",
            "X-Forwarded-Prefix: /app", "");
        Assert.Equal("2001:db8::9 https /app", (await file.LinesAsync(1))[0]);
    }

    [Fact]
    public async Task ARequestThatTookTimeSaysSo()
    {
        using var file = new LogFile("%(M)s %(T)s");
        await using ServingHost host = await ServingHost.StartAsync(
            (_, _) =>
            {
                // Blocks the loop: a clock that is read once a wake-up would not see it.
                var watch = System.Diagnostics.Stopwatch.StartNew();
                while (watch.ElapsedMilliseconds < 60) Thread.SpinWait(100);
                return default;
            },
            o => o with { AccessLog = file.Log });
        using Wire wire = host.Connect();
        wire.Send(Request);
        string[] words = (await file.LinesAsync(1))[0].Split(' ');
        Assert.InRange(int.Parse(words[0]), 40, 20_000);
    }

    [Fact]
    public async Task LinesOfPipelinedRequestsKeepTheirOrder()
    {
        using var file = new LogFile("%(U)s");
        await using ServingHost host = await ServingHost.StartAsync(Answer, o => o with { AccessLog = file.Log });
        using Wire wire = host.Connect();
        wire.SendRaw(string.Concat(Enumerable.Range(0, 600).Select(i => $"GET /{i} HTTP/1.1\r\nHost: test\r\n\r\n")));
        Assert.Equal(Enumerable.Range(0, 600).Select(i => $"/{i}"), await file.LinesAsync(600));
    }

    [Theory]
    [InlineData("GET /x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET /x HTTP/1.1|400|a")]
    [InlineData("GET /x HTTP/1.1\r\nUser-Agent: a\0b\r\n\r\n", "GET /x HTTP/1.1|400|-")]
    [InlineData("GET  /x HTTP/1.1\r\n\r\n", "GET  /x HTTP/1.1|400|-")]
    [InlineData("GET /\u00e9 HTTP/1.1\r\n\r\n", "-|400|-")]
    [InlineData("GET /x HTTP/2.0\r\n\r\n", "-|505|-")]
    [InlineData("\u0016\u0003\u0001\u0002 hello\r\n\r\n", "-|400|-")]
    [InlineData("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n", "POST /x HTTP/1.1|413|a")]
    [InlineData("POST /x HTTP/1.1\r\nHost: a\r\nExpect: magic\r\n\r\n", "POST /x HTTP/1.1|417|a")]
    [InlineData("GET /x HTTP/1.1\r\nHost: a\r\nX: ", "GET /x HTTP/1.1|408|a")]
    [InlineData("GET /x HTT", "-|408|-")]
    public async Task WhatIsRefusedIsLoggedAsFarAsItIsKnown(string sent, string expected)
    {
        using var file = new LogFile("%(r)s|%(s)s|%({host}i)s");
        await using ServingHost host = await ServingHost.StartAsync(Answer, o => o with { AccessLog = file.Log, HeaderTimeout = 100 });
        using Wire wire = host.Connect();
        wire.SendRaw(sent);
        wire.ReadToEnd();
        Assert.Equal(expected, Assert.Single(await file.LinesAsync(1)));
    }

    [Fact]
    public async Task ARequestThatIsGivenUpIsLoggedWithItsTime()
    {
        using var file = new LogFile("%(U)s %(s)s %(M)s");
        await using ServingHost host = await ServingHost.StartAsync(
            async (request, _) => await Task.Delay(Timeout.Infinite, request.Aborted),
            o => o with { AccessLog = file.Log, RequestTimeout = 100 });
        using Wire wire = host.Connect();
        wire.Send("GET /stuck HTTP/1.1", "Host: test", "");
        Assert.StartsWith("HTTP/1.1 503 ", wire.ReadToEnd());
        Assert.Matches("^/stuck 503 [1-9][0-9]{2}", Assert.Single(await file.LinesAsync(1)));
    }

    [Fact]
    public async Task AClientThatGoesBeforeItsAnswerIsLoggedAs499()
    {
        using var file = new LogFile("json");
        var waiting = new TaskCompletionSource();
        await using ServingHost host = await ServingHost.StartAsync(
            async (request, _) =>
            {
                waiting.SetResult();
                await Task.Delay(Timeout.Infinite, request.Aborted);
            },
            o => o with { AccessLog = file.Log });
        Wire wire = host.Connect();
        wire.Send(Request);
        await waiting.Task.WaitAsync(TimeSpan.FromSeconds(20));
        wire.Reset();
        JsonElement line = JsonDocument.Parse(Assert.Single(await file.LinesAsync(1))).RootElement;
        Assert.Equal((499, 0, false), (line.GetProperty("status").GetInt32(), line.GetProperty("bytes").GetInt32(), line.GetProperty("aborted").GetBoolean()));
    }

    [Fact]
    public async Task AClientThatGoesInTheMiddleOfAHeadIsLoggedAs499AndASilentOneNotAtAll()
    {
        using var file = new LogFile("%(r)s %(s)s");
        await using ServingHost host = await ServingHost.StartAsync(Answer, o => o with { AccessLog = file.Log });
        host.Connect().Dispose();
        using (Wire wire = host.Connect()) wire.SendRaw("GET /x HTTP/1.1\r\nHost:");
        Assert.Equal("GET /x HTTP/1.1 499", Assert.Single(await file.LinesAsync(1)));
    }

    [Fact]
    public async Task AnAnswerThatIsCutOffIsLoggedAsAbortedWithTheBytesThatWentOut()
    {
        using var file = new LogFile("json");
        byte[] body = new byte[64 * 1024 * 1024];
        await using ServingHost host = await ServingHost.StartAsync(
            (_, response) => CompilerServices.HandlerResult.WriteAsync(response, body), o => o with { AccessLog = file.Log });
        Wire wire = host.Connect();
        wire.Send("GET / HTTP/1.1", "Host: test", "");
        wire.Expect("HTTP/1.1 200 OK");
        wire.Reset();
        JsonElement line = JsonDocument.Parse(Assert.Single(await file.LinesAsync(1))).RootElement;
        Assert.Equal((200, true), (line.GetProperty("status").GetInt32(), line.GetProperty("aborted").GetBoolean()));
        Assert.InRange(line.GetProperty("bytes").GetInt64(), 1, body.Length - 1);
    }

    [Fact]
    public async Task AFileThatIsCutOffIsLoggedWithTheBytesThatWentOut()
    {
        using var file = new LogFile("%(s)s %(B)s");
        string path = Path.GetTempFileName();
        await using (var large = new FileStream(path, FileMode.Open)) large.SetLength(64 * 1024 * 1024);
        await using ServingHost host = await ServingHost.StartAsync(
            async (_, response) =>
            {
                using Microsoft.Win32.SafeHandles.SafeFileHandle large = File.OpenHandle(path);
                await response.SendFileAsync(large, 0, 64 * 1024 * 1024);
            },
            o => o with { AccessLog = file.Log });
        Wire wire = host.Connect();
        wire.Send("GET / HTTP/1.1", "Host: test", "");
        wire.Expect("HTTP/1.1 200 OK");
        wire.Reset();
        string[] words = Assert.Single(await file.LinesAsync(1)).Split(' ');
        Assert.Equal("200", words[0]);
        Assert.InRange(long.Parse(words[1]), 1, (64 * 1024 * 1024) - 1);
        File.Delete(path);
    }

    [Theory]
    [InlineData("combind", "no atom")]
    [InlineData("%(x)s", "no atom %(x)s")]
    [InlineData("%(h)d", "begins no atom")]
    [InlineData("%(h)s 50%", "at character 9")]
    [InlineData("%({wsgi.input}e)s", "no atom %({wsgi.input}e)s")]
    [InlineData("%({a b}i)s", "no atom %({a b}i)s")]
    [InlineData("%(h", "begins no atom")]
    [InlineData("", "no atom")]
    public void WhatIsNoFormatIsRefused(string text, string reason)
    {
        Assert.Contains(reason, Assert.Throws<FormatException>(() => AccessLogFormat.Parse(text)).Message);
    }

    private static ValueTask Answer(Request request, Response response)
    {
        response.ContentType = Response.PlainText;
        response.Headers["X-Answer"] = "42";
        response.Write("hello");
        return default;
    }

    private static async Task<string> LineOf(string format, params string[] request)
    {
        using var file = new LogFile(format);
        await using ServingHost host = await ServingHost.StartAsync(Answer, o => o with { AccessLog = file.Log });
        using Wire wire = host.Connect();
        wire.Send(request);
        return Assert.Single(await file.LinesAsync(1));
    }
}
