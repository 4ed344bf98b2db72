using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests.Analyzers;

public class StaticFileRulesTests
{
    [Theory]
    [Rule("GH0301", Outcome.Reports)]
    [InlineData("StaticFiles({|GH0301:\"static\"|}, \"wwwroot\")", "'static' cannot be the path of static files: it must start with '/'")]
    [InlineData("StaticFiles({|GH0301:\"\"|}, \"wwwroot\")", null)]
    [InlineData("StaticFiles({|GH0301:null!|}, \"wwwroot\")", null)]
    [InlineData("StaticFiles({|GH0301:\"/static/\"|}, \"wwwroot\")", "'/static/' cannot be the path of static files: it must not end with '/'")]
    [InlineData("StaticFiles({|GH0301:\"//static\"|}, \"wwwroot\")", "'//static' cannot be the path of static files: it has an empty segment")]
    [InlineData("StaticFiles({|GH0301:\"/a/../b\"|}, \"wwwroot\")", "'/a/../b' cannot be the path of static files: it has a segment '..'")]
    [InlineData("StaticFiles({|GH0301:\"/a b\"|}, \"wwwroot\")", null)]
    [InlineData("StaticFiles({|GH0301:\"/{name}\"|}, \"wwwroot\")", null)]
    [InlineData("StaticFiles({|GH0301:\"/a%20b\"|}, \"wwwroot\")", "'/a%20b' cannot be the path of static files: it takes letters, digits, '-', '.', '_' and '~' between its slashes")]
    [InlineData("StaticFiles(\"/\", {|GH0301:\"\"|})", "'' cannot be a folder of static files: it is empty")]
    [InlineData("StaticFiles(\"/\", {|GH0301:\"/srv/www\"|})", "'/srv/www' cannot be a folder of static files: it must be relative, to the program or to its folder")]
    [InlineData("StaticFiles(\"/\", {|GH0301:\"..\"|})", "'..' cannot be a folder of static files: it has a segment '..'")]
    [InlineData("StaticFiles(\"/\", {|GH0301:\"a/../../b\"|})", null)]
    [InlineData("StaticFiles(\"/\", {|GH0301:\".\"|})", "'.' cannot be a folder of static files: it has a segment '.'")]
    [InlineData("StaticFiles(\"/\", {|GH0301:\"wwwroot/\"|})", null)]
    [InlineData("StaticFiles(\"/\", {|GH0301:\"www;root\"|})", null)]
    [InlineData("StaticFiles(\"/\", {|GH0301:@\"www\\root\"|})", null)]
    [InlineData("StaticFiles(\"/\", \"wwwroot\", Index = {|GH0301:\"a/index.html\"|})", "'a/index.html' cannot be the index of a directory: it is one name, without a '/'")]
    [InlineData("StaticFiles(\"/\", \"wwwroot\", Index = {|GH0301:\"\"|})", null)]
    [InlineData("StaticFiles(\"/\", \"wwwroot\", Fallback = {|GH0301:\"../index.html\"|})", "'../index.html' cannot be the fallback of static files: it has a segment '..'")]
    [InlineData("StaticFiles(\"/\", \"wwwroot\", CacheControl = {|GH0301:\"a\\\"; b\"|})", null)]
    [InlineData("StaticFiles(\"/\", \"wwwroot\", CacheControl = {|GH0301:\"\"|})", "'' cannot be a Cache-Control field: it is empty")]
    public async Task A_declaration_that_says_something_else_than_it_seems(string attribute, string? message)
    {
        IReadOnlyList<string> messages = await VerifyAsync(attribute);
        if (message is not null) Assert.Equal([message], messages);
    }

    [Theory]
    [Rule("GH0301", Outcome.Quiet)]
    [Rule("GH0302", Outcome.Quiet)]
    [Rule("GH0303", Outcome.Quiet)]
    [InlineData("StaticFiles(\"/\", \"wwwroot\")")]
    [InlineData("StaticFiles(\"/static\", \"wwwroot\"), StaticFiles(\"/static/vendor\", \"wwwroot\"), StaticFiles(\"/other\", \"assets/v-1.2_3\")")]
    [InlineData("StaticFiles(\"/.well-known\", \"acme\", DotFiles = true, ServeFromNginx = false)")]
    [InlineData("StaticFiles(\"/a\", \"b\", Index = \"index.html\", Fallback = \"app/index.html\", CacheControl = \"public, max-age=60, immutable\")")]
    public async Task A_declaration_that_is_exact(string attribute) => await VerifyAsync(attribute);

    [Fact]
    [Rule("GH0302", Outcome.Reports)]
    public async Task Two_folders_at_one_path()
    {
        IReadOnlyList<string> messages = await VerifyAsync("StaticFiles(\"/a\", \"one\"), StaticFiles({|GH0302:\"/a\"|}, \"two\")");
        Assert.Equal(["'/a' has the folder 'one' already"], messages);
    }

    [Theory]
    [Rule("GH0304", Outcome.Reports)]
    [InlineData("/", "/{*path}")]
    [InlineData("/assets", "/{*path}")]
    [InlineData("/assets", "/assets/{*path}")]
    [InlineData("/assets/v1", "/assets/{*path}")]
    [InlineData("/assets/v1", "/{kind}/{*path}")]
    public async Task A_folder_whose_every_file_a_route_takes(string folder, string template)
    {
        string[] expected = [$"The static files at '{folder}' are never served: '{template}' takes every path beneath it"];
        string route = $$"""[Gatehouse.Get({|GH0304:"{{template}}"|})] public string Page() => "";""";
        string app = $"[Gatehouse.GatewayApp, Gatehouse.StaticFiles(\"{folder}\", \"wwwroot\")] public partial class App";
        Assert.Equal(expected, await VerifyHiddenAsync($"{app} {{ {route} }}"));
        Assert.Equal(expected, await VerifyHiddenAsync($"{app}; [Gatehouse.Handlers] public class Pages {{ {route} }}"));
    }

    [Theory]
    [Rule("GH0304", Outcome.Quiet)]
    [InlineData("/", "Get(\"/pages/{*path}\")")]
    [InlineData("/assets", "Get(\"/assets/v1/{*path}\")")]
    [InlineData("/assets", "Get(\"/Assets/{*path}\")")]
    [InlineData("/assets", "Get(\"/{number:int}/{*path}\")")]
    [InlineData("/assets", "Get(\"/assets/{name}\")")]
    [InlineData("/assets", "Post(\"/{*path}\")")]
    public async Task A_folder_of_which_a_route_leaves_something(string folder, string route) => Assert.Empty(await VerifyHiddenAsync($$"""
        [Gatehouse.GatewayApp, Gatehouse.StaticFiles("{{folder}}", "wwwroot")]
        public partial class App { [Gatehouse.{{route}}] public string Page() => ""; }
        """));

    private static async Task<IReadOnlyList<string>> VerifyHiddenAsync(string source) =>
        await AnalyzerTest.VerifyAsync("#pragma warning disable GH0103\n" + source);

    [Fact]
    [Rule("GH0303", Outcome.Reports)]
    public async Task Static_files_of_a_class_that_is_no_app()
    {
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync("""
            [{|GH0303:Gatehouse.StaticFiles("/", "wwwroot")|}]
            public class Other;
            """);
        Assert.Equal(["The static files of 'Other' are never served: it is not a gateway app"], messages);
    }

    [Fact]
    [Rule("GH0301", Outcome.Reports)]
    public async Task A_folder_at_the_root_beside_a_bare_callable()
    {
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync("""
            [Gatehouse.GatewayApp]
            [Gatehouse.StaticFiles({|GH0301:"/"|}, "wwwroot")]
            public partial class App { public void Handle() { } }
            """);
        Assert.Equal(["'/' cannot be the path of static files: 'Handle' would never be called, since the folder answers every path"], messages);
    }

    [Fact]
    public async Task An_app_of_files_alone_needs_no_handler() => await AnalyzerTest.VerifyAsync("""
        [Gatehouse.GatewayApp]
        [Gatehouse.StaticFiles("/", "wwwroot")]
        public partial class App { private static void Handle(int helper) { } }
        """);

    private static Task<IReadOnlyList<string>> VerifyAsync(string attribute) => AnalyzerTest.VerifyAsync($$"""
        using Gatehouse;

        [GatewayApp]
        [{{attribute}}]
        public partial class App
        {
            [Get("/")] public string Index() => "";
        }
        """);
}
