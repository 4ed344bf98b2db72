using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests.Analyzers;

public class RouteRulesTests
{
    [Theory]
    [Rule("GH0101", Outcome.Reports)]
    [InlineData("{|GH0101:\"\"|}", "The template '' is not valid: it must start with '/'")]
    [InlineData("\"{|GH0101:items|}\"", "The template 'items' is not valid: it must start with '/'")]
    [InlineData("\"/a{|GH0101://|}b\"", "The template '/a//b' is not valid: it has an empty segment")]
    [InlineData("\"/a/{|GH0101:{|}id\"", "The template '/a/{id' is not valid: a '{' has no matching '}'")]
    [InlineData("\"/{|GH0101:{|}{id}\"", "The template '/{{id}' is not valid: a '{' has no matching '}'")]
    [InlineData("\"/id{|GH0101:}|}\"", "The template '/id}' is not valid: a '}' has no matching '{'")]
    [InlineData("\"/a{|GH0101:{|}id}\"", "The template '/a{id}' is not valid: a parameter must be a whole segment")]
    [InlineData("\"/{|GH0101:{id}.json|}\"", "The template '/{id}.json' is not valid: a parameter must be a whole segment")]
    [InlineData("\"/{|GH0101:{}|}\"", "The template '/{}' is not valid: a parameter needs a name")]
    [InlineData("\"/{|GH0101:{1a}|}\"", "The template '/{1a}' is not valid: '1a' cannot name a parameter")]
    [InlineData("\"/{|GH0101:{a/b}|}\"", "The template '/{a/b}' is not valid: 'a/b' cannot name a parameter")]
    [InlineData("\"/{|GH0101:{*rest}|}\"", "The template '/{*rest}' is not valid: '*rest' cannot name a parameter")]
    [InlineData("\"/{id}/{|GH0101:{id}|}\"", "The template '/{id}/{id}' is not valid: the parameter 'id' stands in it twice")]
    [InlineData("\"/{id:{|GH0101:itn|}}\"", "The template '/{id:itn}' is not valid: 'itn' is not a constraint; there are int, long and guid")]
    [InlineData("\"/a{|GH0101:?|}x=1\"", "The template '/a?x=1' is not valid: the query, from '?' on, is not part of it")]
    [InlineData("\"/a{|GH0101:#|}x\"", "The template '/a#x' is not valid: a fragment, from '#' on, never reaches a server")]
    [InlineData("\"/a{|GH0101: |}b\"", "The template '/a b' is not valid: a space is written %20")]
    [InlineData("\"/caf{|GH0101:é|}\"", "The template '/café' is not valid: characters outside ASCII are percent-encoded as UTF-8")]
    [InlineData("\"/{|GH0101:😀|}\"", "The template '/😀' is not valid: characters outside ASCII are percent-encoded as UTF-8")]
    [InlineData("\"/a{|GH0101:%|}2\"", "The template '/a%2' is not valid: a '%' must be followed by two hexadecimal digits")]
    [InlineData("\"/a{|GH0101:<|}\"", "The template '/a<' is not valid: the character '<' is percent-encoded")]
    [InlineData("{|GH0101:\"/a\\tb\"|}", "The template '/a\tb' is not valid: the character '\\t' is percent-encoded")]
    [InlineData("\"/a/{|GH0101:..|}/b\"", "The template '/a/../b' is not valid: clients resolve '..' before they send a path (RFC 3986 section 5.2.4)")]
    [InlineData("{|GH0101:null!|}", "The template '' is not valid: it must start with '/'")]
    public async Task A_bad_template(string template, string message)
    {
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync($$"""
            [Gatehouse.GatewayApp]
            public partial class App
            {
                [Gatehouse.Get({{template}})] public string Index() => "";
            }
            """);
        Assert.Equal([message], messages);
    }

    [Fact]
    [Rule("GH0101", Outcome.Reports)]
    public async Task Too_many_parameters_or_segments()
    {
        string parameters = string.Concat(Enumerable.Range(0, 17).Select(i => $"/{{p{i}}}"));
        string segments = string.Concat(Enumerable.Repeat("/a", 65));
        await AnalyzerTest.VerifyAsync($$"""
            [Gatehouse.GatewayApp]
            public partial class App
            {
                [Gatehouse.Get("{{parameters.Replace("{p16}", "{|GH0101:{p16}|}", StringComparison.Ordinal)}}")] public string A() => "";
                [Gatehouse.Get("{{segments[..^1]}}{|GH0101:a|}")] public string B() => "";
            }
            """);
    }

    [Fact]
    [Rule("GH0101", Outcome.Quiet)]
    [Rule("GH0102", Outcome.Quiet)]
    [Rule("GH0103", Outcome.Quiet)]
    [Rule("GH0104", Outcome.Quiet)]
    [Rule("GH0105", Outcome.Quiet)]
    public async Task Good_routes() => await AnalyzerTest.VerifyAsync("""
        using Gatehouse;

        [GatewayApp]
        public partial class App
        {
            private const string Items = "/items";

            [Get("/")] [Get("/index.html")] public string Index() => "";
            [Get(Items)] public string All() => "";
            [Get(Items + "/")] public string Slash() => "";
            [Post(@"/items")] public string Add() => "";
            [Get("/items/{id:int}")] public string ById(int id) => $"{id}";
            [Get("/items/{id:long}")] public string ByLong(long id) => $"{id}";
            [Get("/items/{name}")] public string ByName(string name) => name;
            [Get("/a%20b/~user/it's;v=1,2/(x)!$&+*@:")] public string Odd() => "";
            [Get("/{class}")] public string Keyword(string @class) => @class;
        }
        """);

    [Fact]
    [Rule("GH0102", Outcome.Reports)]
    public async Task Routes_that_match_the_same()
    {
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync("""
            using Gatehouse;

            [GatewayApp]
            public partial class App
            {
                [Get("/a/{x}")] public string One(string x) => x;
                [Get({|GH0102:"/a/{y}"|})] public string Two(string y) => y;
                [Get("/b")] [Get({|GH0102:"/b"|})] public string Three() => "";
                [Post("/b")] public string Four() => "";
            }
            """);
        Assert.Equal(["'GET /a/{y}' is already answered by 'One'", "'GET /b' is already answered by 'Three'"], messages);
    }

    [Fact]
    [Rule("GH0103", Outcome.Reports)]
    public async Task A_route_parameter_that_goes_nowhere()
    {
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync("""
            using Gatehouse;

            [GatewayApp]
            public partial class App
            {
                [Get("/{{|GH0103:year|}}/{{|GH0103:month|}:int}")] public string Of(Request request) => request.Path;
            }
            """);
        Assert.Equal("The route parameter 'year' has no parameter of 'Of' to go to", messages[0]);
    }

    [Fact]
    [Rule("GH0104", Outcome.Reports)]
    public async Task A_handler_parameter_that_comes_from_nowhere()
    {
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync("""
            using Gatehouse;

            [GatewayApp]
            public partial class App
            {
                [Get("/{{|GH0103:Id|}}")] public string Of(int {|GH0104:id|}) => $"{id}";
                [Get("/x")] [Get("/y/{b}")] public string Two(string {|GH0104:b|}) => b;
            }
            """);
        Assert.Equal("The parameter 'id' is not in the template '/{Id}'", messages[1]);
    }

    [Fact]
    [Rule("GH0105", Outcome.Reports)]
    public async Task A_route_outside_an_app()
    {
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync("""
            using Gatehouse;

            public class Lost
            {
                [Get("/")] public string {|GH0105:Index|}() => "";
            }
            """);
        Assert.Equal(["The route of 'Index' is never served: 'Lost' is not a gateway app"], messages);
    }
}
