using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests.Analyzers;

/// <summary>Rules about what a template asks of the handler, and about routes beside each other.</summary>
public class RouteParameterRulesTests
{
    [Theory]
    [Rule("GH0106", Outcome.Reports)]
    [InlineData("\"get\"", "'get' cannot be the method of a route: methods are case-sensitive: write 'GET'")]
    [InlineData("\"\"", "'' cannot be the method of a route: it is empty")]
    [InlineData("\"GET POST\"", "'GET POST' cannot be the method of a route: it is no token (RFC 9110 section 9.1)")]
    [InlineData("\"CONNECT\"", "'CONNECT' cannot be the method of a route: the engine refuses it: this is no proxy (RFC 9110 section 9.3.6)")]
    [InlineData("null!", "'' cannot be the method of a route: it is empty")]
    public async Task A_bad_method(string method, string message)
    {
        Assert.Equal([message], await MessagesAsync($"[Route(\"/\", {{|GH0106:{method}|}})] public string Index() => \"\";"));
        Assert.Equal([message], await MessagesAsync($"[Route(\"/\", \"POST\", \"GET\", {{|GH0106:{method}|}})] public string Index() => \"\";"));
    }

    [Fact]
    [Rule("GH0106", Outcome.Quiet)]
    [Rule("GH0107", Outcome.Quiet)]
    [Rule("GH0108", Outcome.Quiet)]
    [Rule("GH0109", Outcome.Quiet)]
    [Rule("GH0110", Outcome.Quiet)]
    [Rule("GH0111", Outcome.Quiet)]
    [Rule("GH0112", Outcome.Quiet)]
    [Rule("GH0113", Outcome.Quiet)]
    public async Task Good_parameters() => Assert.Empty(await MessagesAsync("""
        [Route("/", "GET", "PROPFIND", "get2")] public string Index() => "";
        [Get("/a/{x?}")] public string Optional(string? x) => x ?? "";
        [Get("/b/{x?}")] public string Value(int? x) => $"{x}";
        [Get("/c/{x?}")] public string Explicit(int x = 3) => $"{x}";
        [Get("/d/{x:int=5}")] public string Number(int x) => $"{x}";
        [Get("/e/{x:length(2)=ab}")] public string Default(string x) => x;
        [Get("/f/{x=2024-01-01}")] public string Day(DateOnly x) => $"{x}";
        [Get("/g/{x:int}")] [Get("/h/{x:range(1,200)}")] [Get("/i/{x:long}")] public string Small(byte x) => $"{x}";
        [Get("/j/{x:date}")] public string Time(DateTime x) => $"{x}";
        [Get("/k/{x:alpha}")] [Get("/l/{x:IsSlug}")] public string Slug(string x) => x;
        [Get("/m/{*x}")] public string Rest(string x) => x;
        [Get("/n/new")] public string New() => "";
        [Get("/n/{x:range(1,9)}")] public string Range(int x) => $"{x}";
        [Get("/n/{x:int}")] public string Int(int x) => $"{x}";
        [Get("/n/{x:long}")] public string Long(long x) => $"{x}";
        [Get("/n/{x:guid}")] public string Guid(Guid x) => $"{x}";
        [Get("/n/{x:bool}")] public string Bool(bool x) => $"{x}";
        [Get("/n/{x:alpha}")] public string Alpha(string x) => x;
        [Get("/n/{x}")] public string Free(string x) => x;
        [Get("/n/{*x}")] public string All(string x) => x;
        [Post("/n/{x:length(2,3)}")] public string OtherMethod(string x) => x;
        [Get("/o/{x:range(1,9)}/a")] public string Apart(int x) => $"{x}";
        [Get("/o/{x:range(5,20)}/b")] public string AtTheEnd(int x) => $"{x}";
        """));

    [Fact]
    [Rule("GH0107", Outcome.Reports)]
    public async Task An_optional_parameter_that_the_handler_needs()
    {
        IReadOnlyList<string> messages = await MessagesAsync("""
            [Get("/a/{x?}")] public string A(int {|GH0107:x|}) => $"{x}";
            [Get("/b/{x?}")] public string B(string {|GH0107:x|}) => x;
            """);
        Assert.Equal("The parameter 'x' is optional in '/a/{x?}', so that it must be nullable or have a default value", messages[0]);
    }

    [Fact]
    [Rule("GH0108", Outcome.Reports)]
    public async Task A_default_that_is_no_value()
    {
        IReadOnlyList<string> messages = await MessagesAsync("""
            [Get("/a/{x=one}")] public string A(int {|GH0108:x|}) => $"{x}";
            [Get("/b/{x=300}")] public string B(byte {|GH0108:x|}) => $"{x}";
            [Get("/c/{x=1}")] public string C(Guid {|GH0108:x|}) => $"{x}";
            [Get("/d/{x=01}")] public string D(long? {|GH0108:x|}) => $"{x}";
            """);
        Assert.Equal("The default 'one' of 'x' is no int", messages[0]);
    }

    [Fact]
    [Rule("GH0109", Outcome.Reports)]
    public async Task A_constraint_of_another_type()
    {
        IReadOnlyList<string> messages = await MessagesAsync("""
            [Get("/a/{x:int}")] public string A({|GH0109:Guid|} x) => $"{x}";
            [Get("/b/{x:guid}")] public string B({|GH0109:int|} x) => $"{x}";
            [Get("/c/{x:date}")] public string C({|GH0109:long|} x) => $"{x}";
            [Get("/d/{x:bool?}")] public string D({|GH0109:int?|} x) => $"{x}";
            [Get("/e/{x:range(1,2)}")] public string E({|GH0109:bool|} x) => $"{x}";
            """);
        Assert.Equal("'{x:int}' lets through only whole numbers of 32 bits, which is never a 'Guid'", messages[0]);
    }

    [Fact]
    [Rule("GH0110", Outcome.Reports)]
    public async Task A_constrained_parameter_as_text()
    {
        IReadOnlyList<string> messages = await MessagesAsync("""
            [Get("/a/{x:int}")] public string A({|GH0110:string|} x) => x;
            [Get("/b/{x:range(1,5000000000)}")] public string B({|GH0110:string|} x) => x;
            """);
        Assert.Equal(
            [
                "'{x:int}' lets through only whole numbers of 32 bits; the handler can take it as 'int' instead of text",
                "'{x:range(1,5000000000)}' lets through only whole numbers; the handler can take it as 'long' instead of text",
            ],
            messages);
    }

    [Fact]
    [Rule("GH0111", Outcome.Reports)]
    public async Task Routes_of_which_neither_is_plainly_the_more_specific()
    {
        IReadOnlyList<string> messages = await MessagesAsync("""
            [Get("/a/{x:length(2,4)}")] public string A(string x) => x;
            [Get({|GH0111:"/a/{x:alpha}"|})] public string A2(string x) => x;
            [Get("/b/{x:IsSlug}/{y}")] public string B(string x, string y) => x + y;
            [Get({|GH0111:"/b/{x:int}/{y:guid}"|})] public string B2(int x, Guid y) => $"{x}{y}";
            [Get("/c/{x:range(1,9)}")] public string C(int x) => $"{x}";
            [Get({|GH0111:"/c/{x:range(5,20)}"|})] public string C2(int x) => $"{x}";
            """);
        Assert.Equal(
            "A path may match both '/a/{x:alpha}' and '/a/{x:length(2,4)}' of 'A', and neither is plainly the more specific: '/a/{x:alpha}' goes first",
            messages[0]);
        Assert.EndsWith("'/b/{x:int}/{y:guid}' goes first", messages[1], StringComparison.Ordinal);
        Assert.EndsWith("'/c/{x:range(1,9)}' goes first", messages[2], StringComparison.Ordinal);
    }

    [Fact]
    [Rule("GH0112", Outcome.Reports)]
    public async Task A_route_that_never_answers()
    {
        IReadOnlyList<string> messages = await MessagesAsync("""
            [Get({|GH0112:"/a/{x:int}/{y:int}"|})] public string A(int x, int y) => $"{x}{y}";
            [Get("/a/{x:range(-2147483648,2147483647)}/{y}")] public string A2(int x, string y) => $"{x}{y}";
            """);
        Assert.Equal(
            ["'GET /a/{x:int}/{y:int}' never answers: '/a/{x:range(-2147483648,2147483647)}/{y}' of 'A2' goes first and matches every path of it"],
            messages);
    }

    [Fact]
    [Rule("GH0113", Outcome.Reports)]
    public async Task Templates_that_differ_in_case_alone()
    {
        IReadOnlyList<string> messages = await MessagesAsync("""
            [Get("/items/{x}")] public string A(string x) => x;
            [Post({|GH0113:"/Items/{y}"|})] public string B(string y) => y;
            """);
        Assert.Equal(["'/Items/{y}' and '/items/{x}' of 'A' differ only in the case of letters, which counts in a path"], messages);
    }

    [Fact]
    [Rule("GH0102", Outcome.Reports)]
    public async Task Duplicates_by_an_absent_parameter_or_a_method_in_a_list()
    {
        IReadOnlyList<string> messages = await MessagesAsync("""
            [Get("/a/{x?}")] public string A(string? x) => x ?? "";
            [Get({|GH0102:"/a"|})] public string A2() => "";
            [Route("/b", "POST", "GET")] public string B() => "";
            [Get({|GH0102:"/b"|})] public string B2() => "";
            [Get("/c/%41")] public string C() => "";
            [Get({|GH0102:"/c/A"|})] public string C2() => "";
            """);
        Assert.Equal("'GET /a' is already answered by 'A'", messages[0]);
    }

    [Fact]
    [Rule("GH0101", Outcome.Reports)]
    public async Task A_bad_prefix_and_templates_behind_a_good_one()
    {
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync("""
            using Gatehouse;

            [GatewayApp]
            [RoutePrefix("/shops{|GH0101:/|}")]
            public partial class App
            {
                [Get("/")] public string Index() => "";
            }
            """);
        Assert.Equal(["The template '/shops/' is not valid: a prefix must not end with '/'"], messages);
        await AnalyzerTest.VerifyAsync("""
            using Gatehouse;

            [GatewayApp]
            [RoutePrefix("/shops/{|GH0101:{shop?}|}")]
            public partial class App
            {
                [Get("/")] public string Index() => "";
            }
            """);
        messages = await AnalyzerTest.VerifyAsync("""
            using Gatehouse;

            [GatewayApp]
            [RoutePrefix("/shops/{shop}")]
            public partial class App
            {
                [Get("")] [Get("/items/{{|GH0103:item|}}")] public string Index(string shop) => shop;
                [Get("/{|GH0101:{shop}|}")] public string Twice(string shop) => shop;
                [Get("{|GH0101:items|}")] public string NoSlash() => "";
                [Get("/all")] public string All() => "";
            }
            """);
        Assert.Equal(
            [
                "The route parameter 'item' has no parameter of 'Index' to go to",
                "The template '/{shop}' is not valid: the parameter 'shop' stands in it twice",
                "The template 'items' is not valid: it must start with '/'",
            ],
            messages);
    }

    private static Task<IReadOnlyList<string>> MessagesAsync(string members) => AnalyzerTest.VerifyAsync($$"""
        using Gatehouse;

        [GatewayApp]
        public partial class App
        {
            {{members}}
            private static bool IsSlug(ReadOnlySpan<byte> segment) => segment.Length > 3;
        }
        """);
}
