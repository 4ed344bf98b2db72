using System.Reflection;
using System.Text.Json;
using System.Xml.Linq;
using Gatehouse.Generators.Model;
using Gatehouse.Generators.Tests.Harness;
using Gatehouse.Hosting;
using Setting = Gatehouse.Generators.Model.Setting;

namespace Gatehouse.Generators.Tests;

/// <summary>The manifest that the build tasks read, and the project's properties that go into it.</summary>
public class ManifestTests
{
    private const string Plain = """
        [Gatehouse.GatewayApp]
        public partial class MyApp_2
        {
            [Gatehouse.Get("/")] public string Index() => "";
        }
        """;

    [Fact]
    public void Without_declarations_it_has_the_built_in_values()
    {
        Assert.Equal(
            """
            {"version":1,"name":"myapp-2","app":"MyApp_2","serverNames":[],"trustedProxies":[],"proxyHops":1,"forwarded":["for","proto"],
            "forwardedHeaders":{"for":"X-Forwarded-For","proto":"X-Forwarded-Proto","host":"X-Forwarded-Host","port":"X-Forwarded-Port","prefix":"X-Forwarded-Prefix"},
            "settings":{"keepAlive":"75","timeout":"30","gracefulTimeout":"30","maxRequestBody":"10485760"},
            "routes":[{"method":"GET","template":"/"}]}
            """.Replace("\n", "", StringComparison.Ordinal),
            Manifest(Plain, []));
    }

    [Fact]
    public void Properties_of_the_project_go_into_it()
    {
        JsonElement manifest = Json(Plain, new Dictionary<string, string>
        {
            ["GatehouseName"] = "shop",
            ["GatehouseServerNames"] = "a.example,b.example c.example",
            ["GatehouseKeepAlive"] = "10",
            ["GatehouseAccessLog"] = "/var/log/\"x\" é\\.log",
            ["GatehouseBind"] = "127.0.0.1:1,unix:/run/x",
            ["GatehouseTrustedProxies"] = "unix:,10.0.0.0/8",
            ["GatehouseProxyHops"] = "2",
        });
        Assert.Equal("shop", manifest.GetProperty("name").GetString());
        Assert.Equal(["a.example", "b.example", "c.example"], Strings(manifest.GetProperty("serverNames")));
        Assert.Equal(["unix:", "10.0.0.0/8"], Strings(manifest.GetProperty("trustedProxies")));
        Assert.Equal(2, manifest.GetProperty("proxyHops").GetInt32());
        Assert.Equal(
            ["keepAlive", "timeout", "gracefulTimeout", "maxRequestBody", "bind", "accessLog", "trustedProxies", "proxyHops"],
            manifest.GetProperty("settings").EnumerateObject().Select(setting => setting.Name));
        Assert.Equal("10", manifest.GetProperty("settings").GetProperty("keepAlive").GetString());
        Assert.Equal("/var/log/\"x\" é\\.log", manifest.GetProperty("settings").GetProperty("accessLog").GetString());
    }

    [Theory]
    [InlineData("[Gatehouse.MaxRequestBody(\"500k\")] [Gatehouse.Get(\"/\")] public string A() => \"\";", "512000")]
    [InlineData("[Gatehouse.MaxRequestBody(\"1\")] [Gatehouse.Get(\"/\")] public string A() => \"\"; [Gatehouse.MaxRequestBody(\"2\")] public void Handle() { }", "2")]
    [InlineData("[Gatehouse.Get(\"/\")] public string A() => \"\";", null)]
    public void The_largest_body_that_a_handler_takes_is_in_it(string handlers, string? expected)
    {
        JsonElement manifest = Json($"[Gatehouse.GatewayApp] public partial class App {{ {handlers} }}", []);
        Assert.Equal(expected, manifest.TryGetProperty("largestRequestBody", out JsonElement largest) ? largest.GetString() : null);
    }

    [Theory]
    [InlineData("none", "[]")]
    [InlineData("unix:; 10.0.0.0/8", """["unix:","10.0.0.0/8"]""")]
    public void Trust_of_the_project_replaces_the_attribute(string property, string expected)
    {
        const string source = """
            [Gatehouse.GatewayApp]
            [Gatehouse.TrustedProxies("192.0.2.1")]
            public partial class App { public void Handle() { } }
            """;
        JsonElement manifest = Json(source, new Dictionary<string, string> { ["GatehouseTrustedProxies"] = property });
        Assert.Equal(expected, manifest.GetProperty("trustedProxies").GetRawText());
    }

    [Fact]
    public void The_attribute_wins_over_the_project()
    {
        JsonElement manifest = Json(
            """
            [Gatehouse.GatewayApp(Name = "mine", ServerNames = ["x.example"])]
            public partial class App
            {
                public void Handle() { }
            }
            """,
            new Dictionary<string, string> { ["GatehouseName"] = "theirs", ["GatehouseServerNames"] = "y.example" });
        Assert.Equal("mine", manifest.GetProperty("name").GetString());
        Assert.Equal(["x.example"], Strings(manifest.GetProperty("serverNames")));
        Assert.Empty(manifest.GetProperty("routes").EnumerateArray());
    }

    [Theory]
    [InlineData("", "nginx")]
    [InlineData("[Gatehouse.Get(\"/\")]", "nginx")]
    [InlineData("[Gatehouse.Get(\"/static\")]", "nginx")]
    [InlineData("[Gatehouse.Get(\"/static/\")]", "nginx")]
    [InlineData("[Gatehouse.Get(\"/{a}/{b}/\")]", "nginx")]
    [InlineData("[Gatehouse.Get(\"/other/x\")]", "nginx")]
    [InlineData("[Gatehouse.Get(\"/{id:int}/x\")]", "nginx")]
    [InlineData("[Gatehouse.Get(\"/static/x\")]", "app")]
    [InlineData("[Gatehouse.Post(\"/static/{x:int}\")]", "app")]
    [InlineData("[Gatehouse.Get(\"/{any}/x\")]", "app")]
    public void Nginx_serves_a_folder_unless_a_route_could_have_a_files_path(string route, string servedBy)
    {
        string source = $$"""
            [Gatehouse.GatewayApp]
            [Gatehouse.StaticFiles("/static", "wwwroot")]
            public partial class App { {{route}} public void Handle() { } }
            """;
        JsonElement folder = Assert.Single(Json(source, []).GetProperty("staticFiles").EnumerateArray());
        Assert.Equal($$"""{"path":"/static","folder":"wwwroot","servedBy":"{{servedBy}}"}""", folder.GetRawText());
    }

    [Fact]
    public void Static_folders_go_into_it_as_declared()
    {
        JsonElement manifest = Json(
            """
            [Gatehouse.GatewayApp]
            [Gatehouse.StaticFiles("/a", "one", CacheControl = "no-cache", DotFiles = true)]
            [Gatehouse.StaticFiles("/b", "two", ServeFromNginx = false)]
            public partial class App;
            """,
            []);
        Assert.Equal(
            """[{"path":"/a","folder":"one","cacheControl":"no-cache","servedBy":"nginx","dotFiles":true},{"path":"/b","folder":"two","servedBy":"app"}]""",
            manifest.GetProperty("staticFiles").GetRawText());
    }

    [Theory]
    [InlineData("Hello", "hello")]
    [InlineData("MyShop2", "myshop2")]
    [InlineData("My_Shop", "my-shop")]
    [InlineData("_X_", "x")]
    [InlineData("Größe", "gr-e")]
    [InlineData("日本", "app")]
    public void A_service_is_named_after_its_class(string className, string name)
    {
        Assert.Equal(name, ServiceName.FromClass(className));
        Assert.True(ServiceName.IsValid(name));
    }

    [Fact]
    public void A_long_class_name_is_cut_to_a_valid_one()
    {
        string name = ServiceName.FromClass(new string('a', 62) + "_" + new string('b', 9));
        Assert.Equal(new string('a', 62), name);
    }

    [Fact]
    public void Every_setting_of_the_server_has_a_property()
    {
        string[] settings =
        [
            .. typeof(ServerSettings).GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.Name != nameof(ServerSettings.LoggerFactory))
                .OrderBy(property => property.MetadataToken)
                .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)),
        ];
        Assert.Equal(settings, Setting.Names);
    }

    [Fact]
    public void Every_property_is_visible_to_the_compiler()
    {
        string props = Path.Combine(Repository.Root, "src", "Runtime", "buildTransitive", "Gatehouse.Runtime.props");
        Assert.Equal(
            [BuildProperties.VersionProperty, BuildProperties.NameProperty, BuildProperties.ServerNamesProperty, .. Setting.Names.Select(Setting.PropertyOf)],
            XDocument.Load(props).Descendants("CompilerVisibleProperty").Select(item => item.Attribute("Include")!.Value));
    }

    private static JsonElement Json(string source, Dictionary<string, string> properties) =>
        JsonDocument.Parse(Manifest(source, properties)).RootElement;

    private static string Manifest(string source, Dictionary<string, string> properties) =>
        GeneratorRun.Of(TestCompilation.Of(source), new TestOptions(properties)).AssertCompiles().Output.Assembly.GetAttributes()
            .Where(attribute => attribute.AttributeClass!.Name == nameof(AssemblyMetadataAttribute))
            .Single(attribute => attribute.ConstructorArguments[0].Value is "Gatehouse.Manifest")
            .ConstructorArguments[1].Value as string ?? "";

    private static IEnumerable<string?> Strings(JsonElement array) => array.EnumerateArray().Select(item => item.GetString());
}
