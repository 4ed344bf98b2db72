using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests;

/// <summary>Templates of every form, compiled and asked.</summary>
public class RoutingTests
{
    private const string Source = """
        using Gatehouse;

        [GatewayApp]
        [RoutePrefix("/api/{tenant}")]
        public partial class App
        {
            [Get("")] public string Root(string tenant) => $"root {tenant}";
            [Get("/")] public string Slash() => "slash";
            [Route("/many", "GET", "POST", "PROPFIND")] [Put("/many")] [Patch("/alias")] public string Many(Request request) => $"many {request.Method}";
            [Options("/own")] public string Own() => "own";
            [Get("/text/{x?}")] public string Text(string? x) => $"text {x ?? "none"}";
            [Get("/value/{x?}")] public string Value(int? x) => $"value {x?.ToString() ?? "none"}";
            [Get("/explicit/{x?}")] public string Explicit(string x = "a\"b\n") => $"explicit {x}";
            [Get("/least/{x?}")] public string Least(long x = long.MinValue) => $"least {x}";
            [Get("/odd/{x?}")] public string Odd(double x = double.NegativeInfinity) => $"odd {x}";
            [Get("/char/{x?}")] public string Char(char x = '\'') => $"char {x}";
            [Get("/money/{x?}")] public string Money(decimal x = 1.50m) => $"money {x}";
            [Get("/page/{x:int=1}")] public string Page(int x) => $"page {x}";
            [Get("/word/{x=a/b\"}")] public string Word(string x) => $"word {x}";
            [Get("/day/{x:date=2024-02-29}")] public string Day(System.DateOnly x) => $"day {x:yyyy-MM-dd}";
            [Get("/id/{x=0f8fad5b-d9cb-469f-a165-70867728950e}")] public string Id(System.Guid x) => $"id {x}";
            [Get("/files/{*path}")] public string Files(string path) => $"files '{path}'";
            [Get("/bool/{x:bool}")] public string Bool(bool x) => $"bool {x}";
            [Get("/own/{x:IsVowel}")] public string Vowel(string x) => $"vowel {x}";
            [Get("/own/{x:alpha}")] public string Alpha(string x) => $"alpha {x}";
            [Get("/own/{x:length(2,3)}")] public string Length(string x) => $"length {x}";
            [Get("/own/{x:range(-9223372036854775808,9)}")] public string Range(long x) => $"range {x}";
            [Get("/caf%C3%A9/%7Ea")] public string Literal() => "literal";
            [Post("/text")] public string Posted() => "posted";

            private static bool IsVowel(System.ReadOnlySpan<byte> segment) => segment is [(byte)'a' or (byte)'e'];
            private static bool IsVowel(string segment) => false;
        }
        """;

    [Theory]
    [InlineData("GET", "/api/t", "root t")]
    [InlineData("GET", "/api/t/", "slash")]
    [InlineData("GET", "/api/t/many", "many GET")]
    [InlineData("HEAD", "/api/t/many", "many HEAD")]
    [InlineData("POST", "/api/t/many", "many POST")]
    [InlineData("PUT", "/api/t/many", "many PUT")]
    [InlineData("PATCH", "/api/t/alias", "many PATCH")]
    [InlineData("PROPFIND", "/api/t/many", "many PROPFIND")]
    [InlineData("OPTIONS", "/api/t/own", "own")]
    [InlineData("GET", "/api/t/text", "text none")]
    [InlineData("GET", "/api/t/text/a%2Fb%20c", "text a/b c")]
    [InlineData("POST", "/api/t/text", "posted")]
    [InlineData("GET", "/api/t/value", "value none")]
    [InlineData("GET", "/api/t/value/5", "value 5")]
    [InlineData("GET", "/api/t/explicit", "explicit a\"b\n")]
    [InlineData("GET", "/api/t/least", "least -9223372036854775808")]
    [InlineData("GET", "/api/t/odd", "odd -Infinity")]
    [InlineData("GET", "/api/t/char", "char '")]
    [InlineData("GET", "/api/t/money", "money 1.50")]
    [InlineData("GET", "/api/t/page", "page 1")]
    [InlineData("GET", "/api/t/page/7", "page 7")]
    [InlineData("GET", "/api/t/word", "word a/b\"")]
    [InlineData("GET", "/api/t/day", "day 2024-02-29")]
    [InlineData("GET", "/api/t/day/2025-01-31", "day 2025-01-31")]
    [InlineData("GET", "/api/t/id", "id 0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("GET", "/api/t/files/", "files ''")]
    [InlineData("GET", "/api/t/files/a//b%2Fc/%C3%A9", "files 'a//b%2Fc/é'")]
    [InlineData("GET", "/api/t/bool/true", "bool True")]
    [InlineData("GET", "/api/t/own/a", "vowel a")]
    [InlineData("GET", "/api/t/own/%65", "vowel e")]
    [InlineData("GET", "/api/t/own/aa", "alpha aa")]
    [InlineData("GET", "/api/t/own/a1", "length a1")]
    [InlineData("GET", "/api/t/own/%C3%A9%C3%A9%C3%A9", "length ééé")]
    [InlineData("GET", "/api/t/own/-9223372036854775808", "range -9223372036854775808")]
    [InlineData("GET", "/api/t/caf%c3%A9/~a", "literal")]
    public async Task Paths_that_match(string method, string path, string answer) =>
        Assert.Equal($"200 text/plain; charset=utf-8: {answer}", await AskAsync(method, path));

    [Theory]
    [InlineData("GET", "/api", "404")]
    [InlineData("GET", "/api//", "404")]
    [InlineData("GET", "/api/../", "404")]
    [InlineData("GET", "/api/%2e%2E/many", "404")]
    [InlineData("GET", "/api/t//many", "404")]
    [InlineData("GET", "/api/t/text/", "404")]
    [InlineData("GET", "/api/t/value/x", "400 The path parameter 'x' is not a whole number of 32 bits.")]
    [InlineData("GET", "/api/t/page/x", "404")]
    [InlineData("GET", "/api/t/files", "404")]
    [InlineData("GET", "/api/t/files/a/../b", "404")]
    [InlineData("GET", "/api/t/files/..", "404")]
    [InlineData("GET", "/api/t/bool/True", "404")]
    [InlineData("GET", "/api/t/own/10", "200 text/plain; charset=utf-8: length 10")]
    [InlineData("GET", "/api/t/own/1000", "404")]
    [InlineData("GET", "/api/t/many%2Fx", "404")]
    [InlineData("GET", "/nowhere/%4", "400 The path has a bad percent-escape.")]
    [InlineData("GET", "/api/t/files/%00", "400 The path has a bad percent-escape.")]
    [InlineData("OPTIONS", "/api/t/many", "405 GET, HEAD, OPTIONS, POST, PROPFIND, PUT")]
    [InlineData("DELETE", "/api/t/text", "405 GET, HEAD, OPTIONS, POST")]
    [InlineData("POST", "/api/t/text/x", "405 GET, HEAD, OPTIONS")]
    [InlineData("get", "/api/t/own", "405 OPTIONS")]
    public async Task Paths_that_do_not(string method, string path, string answer) => Assert.Equal(answer, await AskAsync(method, path));

    [Fact]
    public async Task An_optional_parameter_alone_and_a_catch_all_alone_match_the_root()
    {
        LoadedApp optional = LoadedApp.Compile("""
            [Gatehouse.GatewayApp]
            public partial class App
            {
                [Gatehouse.Get("/{x?}")] public string Optional(string x = "none") => x;
                [Gatehouse.Post("/{*x}")] public string Rest(string x) => $"'{x}'";
            }
            """);
        await optional.StartAsync();
        Assert.Equal("200 text/plain; charset=utf-8: none", await optional.AskAsync("GET", "/"));
        Assert.Equal("200 text/plain; charset=utf-8: a", await optional.AskAsync("GET", "/a"));
        Assert.Equal("200 text/plain; charset=utf-8: ''", await optional.AskAsync("POST", "/"));
        Assert.Equal("200 text/plain; charset=utf-8: 'a/b'", await optional.AskAsync("POST", "/a/b"));
        Assert.Equal("405 OPTIONS, POST", await optional.AskAsync("GET", "/a/b"));
        Assert.Equal("405 GET, HEAD, OPTIONS, POST", await optional.AskAsync("PUT", "/"));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(40)]
    [InlineData(200)]
    public async Task Literals_are_told_apart_however_many_there_are(int count)
    {
        // Of few letters, so that many agree in any one byte, and of all lengths.
        var random = new Random(count);
        HashSet<string> literals = [];
        while (literals.Count < count) literals.Add(new string([.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => "abcé"[random.Next(4)])]));
        string[] names = [.. literals];
        LoadedApp app = LoadedApp.Compile($$"""
            [Gatehouse.GatewayApp]
            public partial class App
            {
                {{string.Concat(names.Select((name, i) => $"[Gatehouse.Get(\"/{Uri.EscapeDataString(name)}\")] [Gatehouse.Get(\"/x/{Uri.EscapeDataString(name)}/{{y}}\")] public string M{i}() => \"{name}\";\n"))}}
                [Gatehouse.Get("/x/{z}/{y}")] public string Other(string z) => $"other {z}";
            }
            """);
        await app.StartAsync();
        foreach (string name in names)
        {
            Assert.EndsWith($": {name}", await app.AskAsync("GET", $"/{Uri.EscapeDataString(name)}"), StringComparison.Ordinal);
            Assert.EndsWith($": {name}", await app.AskAsync("GET", $"/x/{Uri.EscapeDataString(name)}/1"), StringComparison.Ordinal);
            if (literals.Contains(name + "a")) continue;
            Assert.EndsWith($": other {name}a", await app.AskAsync("GET", $"/x/{Uri.EscapeDataString(name)}a/1"), StringComparison.Ordinal);
            Assert.Equal("404", await app.AskAsync("GET", $"/{Uri.EscapeDataString(name)}a"));
        }

        Assert.Equal("404", await app.AskAsync("GET", "/x//1"));
    }

    private static async Task<string> AskAsync(string method, string path)
    {
        LoadedApp app = LoadedApp.Compile(Source);
        await app.StartAsync();
        return await app.AskAsync(method, path);
    }
}
