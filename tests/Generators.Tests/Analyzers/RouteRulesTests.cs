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
    [InlineData("\"/{|GH0101:{**rest}|}\"", "The template '/{**rest}' is not valid: '*rest' cannot name a parameter")]
    [InlineData("\"/{|GH0101:{*rest}|}/a\"", "The template '/{*rest}/a' is not valid: a catch-all must be the last segment")]
    [InlineData("\"/{|GH0101:{*rest:int}|}\"", "The template '/{*rest:int}' is not valid: a catch-all takes no constraint")]
    [InlineData("\"/{|GH0101:{*rest?}|}\"", "The template '/{*rest?}' is not valid: a catch-all may be empty as it is: it is not optional, and has no default")]
    [InlineData("\"/a/{|GH0101:{id?}|}/b\"", "The template '/a/{id?}/b' is not valid: an optional parameter must be the last segment")]
    [InlineData("\"/a/{|GH0101:{id?}|}/\"", "The template '/a/{id?}/' is not valid: an optional parameter must be the last segment")]
    [InlineData("\"/{|GH0101:{id=1}|}/{b?}\"", "The template '/{id=1}/{b?}' is not valid: a parameter with a default must be the last segment")]
    [InlineData("\"/{id{|GH0101:?=1|}}\"", "The template '/{id?=1}' is not valid: a '?' must be the last of a parameter: what has a default is optional already")]
    [InlineData("\"/{id:int=1{|GH0101:?|}}\"", "The template '/{id:int=1?}' is not valid: what has a default is optional already")]
    [InlineData("\"/{id{|GH0101:=|}}\"", "The template '/{id=}' is not valid: a default needs a value")]
    [InlineData("\"/{id:int={|GH0101:one|}}\"", "The template '/{id:int=one}' is not valid: the default 'one' does not match its constraint 'int'")]
    [InlineData("\"/{id:range(1,9)={|GH0101:10|}}\"", "The template '/{id:range(1,9)=10}' is not valid: the default '10' does not match its constraint 'range(1,9)'")]
    [InlineData("\"/{id:{|GH0101:range(9,1)|}}\"", "The template '/{id:range(9,1)}' is not valid: 'range(9,1)' takes whole numbers, as in range(1,99), the least first")]
    [InlineData("\"/{id:{|GH0101:range(1)|}}\"", "The template '/{id:range(1)}' is not valid: 'range(1)' takes whole numbers, as in range(1,99), the least first")]
    [InlineData("\"/{id:{|GH0101:length(0)|}}\"", "The template '/{id:length(0)}' is not valid: 'length(0)' takes lengths from 1 on, as in length(8) or length(2,20), the least first")]
    [InlineData("\"/{id:{|GH0101:length|}}\"", "The template '/{id:length}' is not valid: 'length' takes lengths from 1 on, as in length(8) or length(2,20), the least first")]
    [InlineData("\"/{id{|GH0101::|}}\"", "The template '/{id:}' is not valid: '' is not a constraint; there are int, long, guid, bool, date, alpha, length, range and static methods of the class")]
    [InlineData("\"/{id:{|GH0101:regex(^a$)|}}\"", "The template '/{id:regex(^a$)}' is not valid: 'regex(^a$)' is not a constraint; there are int, long, guid, bool, date, alpha, length, range and static methods of the class")]
    [InlineData("\"/{id:{|GH0101:uuid|}}\"", "The template '/{id:uuid}' is not valid: 'uuid' is not a constraint; did you mean 'guid'?")]
    [InlineData("\"/{id:{|GH0101:Int|}}\"", "The template '/{id:Int}' is not valid: 'Int' is not a constraint; did you mean 'int'?")]
    [InlineData("\"/{id:{|GH0101:IsSulg|}}\"", "The template '/{id:IsSulg}' is not valid: 'IsSulg' is not a constraint; did you mean 'IsSlug'?")]
    [InlineData("\"/{id:{|GH0101:Takes|}}\"", "The template '/{id:Takes}' is not valid: 'Takes' is not 'static bool Takes(ReadOnlySpan<byte>)', which a constraint must be")]
    [InlineData("\"/{|GH0101:a%2Fb|}\"", "The template '/a%2Fb' is not valid: an encoded slash cannot stand in a literal: a parameter takes it")]
    [InlineData("\"/{|GH0101:a%252fb|}\"", "The template '/a%252fb' is not valid: an encoded slash cannot stand in a literal: a parameter takes it")]
    [InlineData("\"/{|GH0101:%ff|}\"", "The template '/%ff' is not valid: its escapes are not UTF-8")]
    [InlineData("\"/{|GH0101:%00|}\"", "The template '/%00' is not valid: %00 is refused in a path")]
    [InlineData("\"/{|GH0101:%2e.|}\"", "The template '/%2e.' is not valid: clients resolve '%2e.' before they send a path (RFC 3986 section 5.2.4)")]
    [InlineData("\"/{id}/{|GH0101:{id}|}\"", "The template '/{id}/{id}' is not valid: the parameter 'id' stands in it twice")]
    [InlineData("\"/{id:{|GH0101:itn|}}\"", "The template '/{id:itn}' is not valid: 'itn' is not a constraint; did you mean 'int'?")]
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
                private static bool IsSlug(ReadOnlySpan<byte> segment) => segment.Length > 3;
                private static bool Takes(string segment) => segment.Length > 3;
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
    [Rule("GH0114", Outcome.Quiet)]
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
    [Rule("GH0114", Outcome.Reports)]
    public async Task A_prefix_of_a_class_without_routes_that_are_served()
    {
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync("""
            using Gatehouse;

            [{|GH0114:RoutePrefix("/base")|}]
            public abstract class Base;

            [Handlers, RoutePrefix("/orders")]
            public sealed class Orders : Base { [Get("")] public string All() => ""; }

            [GatewayApp, RoutePrefix("/app")]
            public partial class App { [Get("/")] public string Index() => ""; }
            """);
        Assert.Equal(["The prefix goes before no route: 'Base' is neither a gateway app nor a class of handlers"], messages);
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
        Assert.Equal(["The route of 'Index' is never served: 'Lost' is neither a gateway app nor a class of handlers"], messages);
    }
}
