using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Tests.Analyzers;

public class ForwardedFieldsTests
{
    private const string AnyHost = "X-Forwarded-Host becomes Request.Host whatever it says; name your hosts in AllowedHosts";
    private const string AnyPrefix = "X-Forwarded-Prefix becomes PathBase whatever it says, '//host' included; write the path under which you publish in the code";
    private const string Unset = "Nothing is forwarded: ForwardedHeaders is not set, and is None from the start";

    [Theory]
    [Rule("GH1015", Outcome.Reports)]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | {|GH1015:ForwardedHeaders.XForwardedHost|};")]
    [InlineData("o.ForwardedHeaders |= {|GH1015:ForwardedHeaders.XForwardedHost|}; o.ForwardedHeaders |= ForwardedHeaders.XForwardedFor;")]
    [InlineData("o.ForwardedHeaders = {|GH1015:(ForwardedHeaders)2|};")]
    [InlineData("o.ForwardedHeaders = {|GH1015:ForwardedHeaders.XForwardedHost|}; o.AllowedHosts.Add(\"*\");")]
    [InlineData("o.ForwardedHeaders = {|GH1015:ForwardedHeaders.XForwardedHost|}; o.AllowedHosts = [\"a.example\", \"0.0.0.0\"];")]
    [InlineData("o.ForwardedHeaders = {|GH1015:ForwardedHeaders.XForwardedHost|}; o.AllowedHosts = [];")]
    [InlineData("o.ForwardedHeaders = {|GH1015:ForwardedHeaders.XForwardedHost|}; o.AllowedHosts = new string[0];")]
    [InlineData("o.ForwardedHeaders = {|GH1015:ForwardedHeaders.XForwardedHost|}; o.AllowedHosts = new List<string>();")]
    [InlineData("o.ForwardedHeaders = {|GH1015:ForwardedHeaders.XForwardedHost|}; o.AllowedHosts = new List<string> { \"[::]\" };")]
    [InlineData("services.AddSingleton(Microsoft.Extensions.Options.Options.Create(new ForwardedHeadersOptions { ForwardedHeaders = {|GH1015:ForwardedHeaders.XForwardedHost|} }));")]
    [InlineData("var x = new ForwardedHeadersOptions { ForwardedHeaders = {|GH1015:ForwardedHeaders.XForwardedHost|} }; services.AddSingleton(Microsoft.Extensions.Options.Options.Create(x));")]
    public async Task A_host_that_may_be_any(string statements) =>
        Assert.Equal([$"Warning: {AnyHost}"], await AspNetSource.VerifyAsync(AspNetSource.Configuring(statements)));

    [Fact]
    [Rule("GH1015", Outcome.Reports)]
    public async Task Host_filtering_does_not_lower_it() => Assert.Equal(
        [$"Warning: {AnyHost}"],
        await AspNetSource.VerifyAsync(
            AspNetSource.Configuring("o.ForwardedHeaders = {|GH1015:ForwardedHeaders.XForwardedHost|};"),
            With("src/appsettings.json", "{\n  \"AllowedHosts\": \"shop.example\"\n}")));

    [Theory]
    [Rule("GH1015", Outcome.Quiet)]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;")]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedHost; o.AllowedHosts.Add(\"shop.example\");")]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedHost; o.AllowedHosts = new[] { \"shop.example\" };")]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedHost; o.AllowedHosts.Add(\"*\"); o.AllowedHosts = new[] { \"shop.example\" };")]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedHost; o.AllowedHosts = new List<string> { \"shop.example\" };")]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedHost; o.AllowedHosts = new List<string>(config.GetSection(\"Hosts\").Get<string[]>()!);")]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedHost; o.AllowedHosts = config.GetSection(\"Hosts\").Get<string[]>()!;")]
    [InlineData("string[] hosts = [\"shop.example\"]; o.AllowedHosts = hosts; o.ForwardedHeaders = ForwardedHeaders.XForwardedHost;")]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedHost; config.Bind(o);")]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedHost; o.ForwardedHeaders = ForwardedHeaders.XForwardedFor;")]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedHost; o.ForwardedHeaders &= ForwardedHeaders.XForwardedFor;")]
    [InlineData("o.ForwardedHeaders &= ForwardedHeaders.XForwardedHost;")]
    [InlineData("Fill(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedHost }); void Fill(ForwardedHeadersOptions all) { }")]
    [InlineData("o.ForwardedHeaders = Enum.Parse<ForwardedHeaders>(config[\"Flags\"]!);")]
    public async Task A_host_that_is_known(string statements) => await AspNetSource.VerifyAsync(AspNetSource.Configuring(statements));

    [Fact]
    [Rule("GH1015", Outcome.Quiet)]
    public async Task Hosts_that_another_Configure_of_the_block_names() => await AspNetSource.VerifyAsync(AspNetSource.InStartup("""
        services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedHost);
                services.Configure<ForwardedHeadersOptions>(o => o.AllowedHosts.Add("shop.example"));
        """));

    [Theory]
    [Rule("GH1016", Outcome.Reports)]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | {|GH1016:ForwardedHeaders.XForwardedPrefix|};")]
    [InlineData("o.ForwardedHeaders = {|GH1016:ForwardedHeaders.All|} & ~ForwardedHeaders.XForwardedHost;")]
    [InlineData("o.ForwardedHeaders = {|GH1016:ForwardedHeaders.All|}; o.AllowedHosts.Add(\"shop.example\");")]
    [InlineData("o.ForwardedHeaders = {|GH1016:(ForwardedHeaders)(-1)|}; o.AllowedHosts.Add(\"shop.example\");")]
    public async Task A_prefix(string statements) =>
        Assert.Equal([$"Warning: {AnyPrefix}"], await AspNetSource.VerifyAsync(AspNetSource.Configuring(statements)));

    [Fact]
    [Rule("GH1015", Outcome.Reports)]
    [Rule("GH1016", Outcome.Reports)]
    [Rule("GH1017", Outcome.Quiet)]
    public async Task All_is_reported_for_what_is_worst_in_it() => Assert.Equal(
        [$"Warning: {AnyHost}", $"Warning: {AnyPrefix}"],
        await AspNetSource.VerifyAsync(AspNetSource.Configuring("o.ForwardedHeaders = {|GH1015:{|GH1016:ForwardedHeaders.All|}|};")));

    [Theory]
    [Rule("GH1016", Outcome.Quiet)]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedFor;")]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.All & ~ForwardedHeaders.XForwardedPrefix & ~ForwardedHeaders.XForwardedHost;")]
    [InlineData("o.ForwardedPrefixHeaderName = \"X-Base\";")]
    public async Task No_prefix(string statements) => await AspNetSource.VerifyAsync(AspNetSource.Configuring(statements));

    // Before there was XForwardedPrefix, All stood for three headers.
    [Theory]
    [Rule("GH1017", Outcome.Reports)]
    [InlineData("{|GH1017:ForwardedHeaders.All|}")]
    [InlineData("{|GH1017:(ForwardedHeaders)7|}")]
    [InlineData("{|GH1017:(ForwardedHeaders)(-1)|}")]
    [InlineData("ForwardedHeaders.XForwardedFor | {|GH1017:ForwardedHeaders.All|}")]
    public async Task All_where_hosts_are_known(string flags) => Assert.Equal(
        ["Info: All takes headers that your proxies may pass through from the client; name those that they set"], await VerifyOldAsync(flags));

    [Theory]
    [Rule("GH1017", Outcome.Quiet)]
    [InlineData("ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedProto")]
    [InlineData("ForwardedHeaders.XForwardedFor")]
    [InlineData("(ForwardedHeaders)5")]
    public async Task Headers_by_name(string flags) => await VerifyOldAsync(flags);

    [Theory]
    [Rule("GH1018", Outcome.Reports)]
    [InlineData("app.UseForwardedHeaders({|GH1018:new ForwardedHeadersOptions()|});")]
    [InlineData("app.UseForwardedHeaders({|GH1018:new()|} { ForwardLimit = 2 });")]
    [InlineData("ForwardedHeadersOptions options; options = {|GH1018:new ForwardedHeadersOptions()|}; app.UseForwardedHeaders(options);")]
    [InlineData("var options = {|GH1018:new ForwardedHeadersOptions|} { ForwardLimit = 2 }; options.KnownProxies.Clear(); options.KnownIPNetworks.Clear(); app.UseForwardedHeaders(options);")]
    public async Task Options_without_headers(string statements) =>
        Assert.Equal([$"Warning: {Unset}"], await AspNetSource.VerifyAsync(AspNetSource.InStartup(statements)));

    [Theory]
    [Rule("GH1018", Outcome.Reports)]
    [InlineData(OutputKind.ConsoleApplication)]
    [InlineData(OutputKind.WindowsApplication)]
    public async Task An_app_that_sets_no_options(OutputKind kind) => Assert.Equal(
        [$"Warning: {Unset}"],
        await AspNetSource.VerifyAsync(
            AspNetSource.AtTopLevel("var app = builder.Build(); app.{|GH1018:UseForwardedHeaders|}(); app.Run();"), With("a.json", "", kind)));

    [Theory]
    [Rule("GH1018", Outcome.Quiet)]
    [InlineData("app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor });")]
    [InlineData("app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.None });")]
    [InlineData("var options = new ForwardedHeadersOptions(); options.ForwardedHeaders = ForwardedHeaders.XForwardedFor; app.UseForwardedHeaders(options);")]
    [InlineData("var options = new ForwardedHeadersOptions(); config.Bind(options); app.UseForwardedHeaders(options);")]
    [InlineData("var options = new ForwardedHeadersOptions(); ForwardedHeadersOptions same; same = options; same.ForwardedHeaders = ForwardedHeaders.XForwardedFor; app.UseForwardedHeaders(options);")]
    [InlineData("app.UseForwardedHeaders(Made(new ForwardedHeadersOptions())); ForwardedHeadersOptions Made(ForwardedHeadersOptions o) => o;")]
    [InlineData("var options = new ForwardedHeadersOptions();")]
    [InlineData("app.UseForwardedHeaders();")]
    public async Task Options_with_headers_or_of_others(string statements) => await AspNetSource.VerifyAsync(AspNetSource.InStartup(statements));

    [Theory]
    [Rule("GH1018", Outcome.Quiet)]
    [InlineData("builder.Services.Configure<ForwardedHeadersOptions>(builder.Configuration); var app = builder.Build(); app.UseForwardedHeaders();", "a.json", "")]
    [InlineData("var app = builder.Build(); app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor });", "a.json", "")]
    [InlineData("builder.Services.AddSingleton(typeof(Microsoft.Extensions.Options.ConfigureNamedOptions<ForwardedHeadersOptions, IHostEnvironment>)); builder.Build().UseForwardedHeaders();", "a.json", "")]
    [InlineData("builder.WebHost.UseSetting(\"ForwardedHeaders_Enabled\", args[0]); builder.Build().UseForwardedHeaders();", "a.json", "")]
    [InlineData("Environment.SetEnvironmentVariable(\"ASPNETCORE_FORWARDEDHEADERS_ENABLED\", args[0]); var app = builder.Build(); app.UseForwardedHeaders();", "a.json", "")]
    [InlineData("var app = builder.Build(); app.UseForwardedHeaders();", "other.txt", "ASPNETCORE_FORWARDEDHEADERS_ENABLED=true", true)]
    public async Task An_app_that_may_set_options(string statements, string file, string text, bool isReported = false)
    {
        if (isReported) statements = statements.Replace("UseForwardedHeaders", "{|GH1018:UseForwardedHeaders|}", StringComparison.Ordinal);
        await AspNetSource.VerifyAsync(AspNetSource.AtTopLevel(statements), With(file, text, OutputKind.ConsoleApplication));
    }

    [Theory]
    [Rule("GH1018", Outcome.Quiet)]
    [InlineData("ASPNETCORE_FORWARDEDHEADERS_ENABLED=true", false)]
    [InlineData("MICROSOFT_ASPNETCORE_HTTPOVERRIDES_IGNORE_UNKNOWN_PROXIES_WITHOUT_FOR=true", true)]
    public async Task An_app_that_its_container_enables(string variable, bool isUnset)
    {
        IReadOnlyList<Diagnostic> found = await AnalyzerTest.RunAsync(
            TestCompilation.Of(
                OutputKind.ConsoleApplication, TestReferences.AspNet, AspNetSource.AtTopLevel("var app = builder.Build(); app.UseForwardedHeaders();")),
            With("Dockerfile", $"ENV {variable}"));
        Assert.Equal(isUnset ? ["GH1020", "GH1018"] : ["GH1020"], found.Select(diagnostic => diagnostic.Id));
    }

    [Fact]
    [Rule("GH1015", Outcome.Quiet)]
    [Rule("GH1016", Outcome.Quiet)]
    [Rule("GH1017", Outcome.Quiet)]
    [Rule("GH1018", Outcome.Quiet)]
    public async Task Generated_code_is_left_alone() => await AspNetSource.VerifyAsync("// <auto-generated/>\n#nullable enable\n" + AspNetSource.InStartup("""
        services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.All);
                app.UseForwardedHeaders(new ForwardedHeadersOptions());
        """));

    [Fact]
    [Rule("GH1015", Outcome.Quiet)]
    [Rule("GH1016", Outcome.Quiet)]
    [Rule("GH1017", Outcome.Quiet)]
    [Rule("GH1018", Outcome.Quiet)]
    public async Task Options_of_others_are_left_alone() => await AnalyzerTest.VerifyAsync(TestReferences.Net, null, """
        [Flags] public enum ForwardedHeaders { XForwardedHost = 2, XForwardedPrefix = 8, All = 15 }
        public class ForwardedHeadersOptions { public ForwardedHeaders ForwardedHeaders { get; set; } }
        public static class Extensions
        {
            public static void UseForwardedHeaders(this object app, ForwardedHeadersOptions options) { }
            public static void Use(object app)
            {
                app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All });
                app.UseForwardedHeaders(new ForwardedHeadersOptions());
            }
        }
        """);

    private static TestOptions With(string file, string text, OutputKind kind = OutputKind.DynamicallyLinkedLibrary) =>
        new(new Dictionary<string, string>()) { AdditionalFiles = [TestOptions.File(file, text)], OutputKind = kind };

    private static async Task<IReadOnlyList<string>> VerifyOldAsync(string flags) =>
    [
        .. (await AnalyzerTest.VerifyDiagnosticsAsync(TestReferences.Net, null, $$"""
            using Microsoft.AspNetCore.Builder;
            using Microsoft.AspNetCore.HttpOverrides;

            namespace Microsoft.AspNetCore.HttpOverrides
            {
                [Flags]
                public enum ForwardedHeaders { None = 0, XForwardedFor = 1, XForwardedHost = 2, XForwardedProto = 4, All = 7 }
            }

            namespace Microsoft.AspNetCore.Builder
            {
                public class ForwardedHeadersOptions
                {
                    public ForwardedHeaders ForwardedHeaders { get; set; }

                    public IList<string> AllowedHosts { get; set; } = [];
                }
            }

            public static class C
            {
                public static void Set(ForwardedHeadersOptions options)
                {
                    options.AllowedHosts = ["shop.example"];
                    options.ForwardedHeaders = {{flags}};
                }
            }
            """)).Select(diagnostic => $"{diagnostic.Severity}: {diagnostic.GetMessage(null)}"),
    ];
}
