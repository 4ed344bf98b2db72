using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Tests.Analyzers;

public class ForwardingOptInTests
{
    private const string Enabled = "ASPNETCORE_FORWARDEDHEADERS_ENABLED makes the middleware believe the headers of every peer";

    [Theory]
    [Rule("GH1020", Outcome.Reports)]
    [InlineData(
        "{|GH1020:AppContext.SetSwitch(\"Microsoft.AspNetCore.HttpOverrides.IgnoreUnknownProxiesWithoutFor\", true)|};",
        "Microsoft.AspNetCore.HttpOverrides.IgnoreUnknownProxiesWithoutFor makes the middleware take the scheme and host from unknown peers")]
    [InlineData("{|GH1020:Environment.SetEnvironmentVariable(\"ASPNETCORE_FORWARDEDHEADERS_ENABLED\", \"True\")|};", Enabled)]
    [InlineData("{|GH1020:Environment.SetEnvironmentVariable(value: \"1\", variable: \"ASPNETCORE_FORWARDEDHEADERS_ENABLED\")|};", Enabled)]
    [InlineData(
        "{|GH1020:Environment.SetEnvironmentVariable(\"MICROSOFT_ASPNETCORE_HTTPOVERRIDES_IGNORE_UNKNOWN_PROXIES_WITHOUT_FOR\", \"1\")|};",
        "MICROSOFT_ASPNETCORE_HTTPOVERRIDES_IGNORE_UNKNOWN_PROXIES_WITHOUT_FOR makes the middleware take the scheme and host from unknown peers")]
    public async Task A_check_that_code_turns_off(string statement, string message) =>
        Assert.Equal([$"Warning: {message}"], await AspNetSource.VerifyAsync(AspNetSource.InStartup(statement)));

    [Theory]
    [Rule("GH1020", Outcome.Quiet)]
    [InlineData("AppContext.SetSwitch(\"Microsoft.AspNetCore.HttpOverrides.IgnoreUnknownProxiesWithoutFor\", false);")]
    [InlineData("AppContext.SetSwitch(\"Microsoft.AspNetCore.HttpOverrides.IgnoreUnknownProxiesWithoutFor\", env.IsDevelopment());")]
    [InlineData("AppContext.SetSwitch(\"Other\", true);")]
    [InlineData("Environment.SetEnvironmentVariable(\"ASPNETCORE_FORWARDEDHEADERS_ENABLED\", \"false\");")]
    [InlineData("Environment.SetEnvironmentVariable(\"ASPNETCORE_FORWARDEDHEADERS_ENABLED\", null);")]
    [InlineData("_ = Environment.GetEnvironmentVariable(\"ASPNETCORE_FORWARDEDHEADERS_ENABLED\");")]
    public async Task Checks_that_stay_on(string statement) => await AspNetSource.VerifyAsync(AspNetSource.InStartup(statement));

    [Theory]
    [Rule("GH1020", Outcome.Reports)]
    [InlineData("Properties/launchSettings.json", "{\n  \"profiles\": {\n    \"[|ASPNETCORE_FORWARDEDHEADERS_ENABLED\": \"true|]\"\n  }\n}", "Warning")]
    [InlineData("deploy/Dockerfile", "FROM x\nENV [|ASPNETCORE_FORWARDEDHEADERS_ENABLED=true|]\n", "Warning")]
    [InlineData("Dockerfile.web", "ENV [|ASPNETCORE_FORWARDEDHEADERS_ENABLED 1|]", "Warning")]
    [InlineData("Dockerfile", "ENV [|ASPNETCORE_FORWARDEDHEADERS_ENABLED\t1|]", "Warning")]
    [InlineData("deploy/shop.env", "[|ASPNETCORE_FORWARDEDHEADERS_ENABLED=1|]\n", "Warning")]
    [InlineData(".env", "[|ASPNETCORE_FORWARDEDHEADERS_ENABLED=1|]\n", "Warning")]
    [InlineData("shop.Azure.yaml", "    [|ASPNETCORE_FORWARDEDHEADERS_ENABLED: true|]", "Info")]
    [InlineData("deploy/shop.service", "[Service]\nEnvironment=\"[|ASPNETCORE_FORWARDEDHEADERS_ENABLED=TRUE|]\" A=b\n", "Warning")]
    [InlineData("compose.yaml", "    - [|MICROSOFT_ASPNETCORE_HTTPOVERRIDES_IGNORE_UNKNOWN_PROXIES_WITHOUT_FOR=1|]\n", "Warning")]
    [InlineData("docker-compose.yml", "      [|ASPNETCORE_FORWARDEDHEADERS_ENABLED: 'true|]'\n", "Warning")]
    [InlineData("shop.azure.yaml", "    [|ASPNETCORE_FORWARDEDHEADERS_ENABLED: true|]", "Info")]
    public async Task A_check_that_a_file_turns_off(string path, string marked, string severity)
    {
        int start = marked.IndexOf("[|", StringComparison.Ordinal);
        string text = marked.Remove(start, 2);
        int end = text.IndexOf("|]", StringComparison.Ordinal);
        text = text.Remove(end, 2);
        Diagnostic found = Assert.Single(await FindAsync(TestReferences.AspNet, path, text));
        Assert.Equal("GH1020", found.Id);
        Assert.Equal(severity, found.Severity.ToString());
        Assert.Equal(path, found.Location.GetLineSpan().Path);
        Assert.Equal((start, end), (found.Location.SourceSpan.Start, found.Location.SourceSpan.End));
        Assert.Equal(text[..start].Count(c => c == '\n'), found.Location.GetLineSpan().StartLinePosition.Line);
    }

    [Theory]
    [Rule("GH1020", Outcome.Quiet)]
    [InlineData("Dockerfile", "# ENV ASPNETCORE_FORWARDEDHEADERS_ENABLED=true")]
    [InlineData("shop.service", "; ASPNETCORE_FORWARDEDHEADERS_ENABLED=true")]
    [InlineData("launchSettings.json", "// \"ASPNETCORE_FORWARDEDHEADERS_ENABLED\": \"true\"")]
    [InlineData("Dockerfile", "ENV ASPNETCORE_FORWARDEDHEADERS_ENABLED=false")]
    [InlineData("Dockerfile", "ENV ASPNETCORE_FORWARDEDHEADERS_ENABLED=trueish")]
    [InlineData("Dockerfile", "ENV ASPNETCORE_FORWARDEDHEADERS_ENABLED1")]
    [InlineData("Dockerfile", "ENV ASPNETCORE_FORWARDEDHEADERS_ENABLED_NOT=1")]
    [InlineData("Dockerfile", "ENV ASPNETCORE_FORWARDEDHEADERS_ENABLED")]
    [InlineData("notes.txt", "ASPNETCORE_FORWARDEDHEADERS_ENABLED=true")]
    public async Task Files_that_turn_nothing_off(string path, string text) => Assert.Empty(await FindAsync(TestReferences.AspNet, path, text));

    [Fact]
    [Rule("GH1020", Outcome.Quiet)]
    public async Task Files_of_other_projects() =>
        Assert.Empty(await FindAsync(TestReferences.Net, "Dockerfile", "ENV ASPNETCORE_FORWARDEDHEADERS_ENABLED=true"));

    [Fact]
    [Rule("GH1020", Outcome.Quiet)]
    public async Task Switches_of_others() => await AnalyzerTest.VerifyAsync(TestReferences.AspNet, null, """
        namespace Elsewhere;

        public static class AppContext
        {
            public static void SetSwitch(string name, bool value) { }

            public static void Use() => AppContext.SetSwitch("Microsoft.AspNetCore.HttpOverrides.IgnoreUnknownProxiesWithoutFor", true);
        }

        public static class Environment
        {
            public static void SetEnvironmentVariable(string name, string value) { }

            public static void Use() => Environment.SetEnvironmentVariable("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "1");
        }
        """);

    [Fact]
    [Rule("GH1020", Outcome.Quiet)]
    public async Task Generated_code_is_left_alone() => await AspNetSource.VerifyAsync("// <auto-generated/>\n#nullable enable\n" + AspNetSource.InStartup(
        "AppContext.SetSwitch(\"Microsoft.AspNetCore.HttpOverrides.IgnoreUnknownProxiesWithoutFor\", true);"));

    [Fact]
    [Rule("GH1020", Outcome.Quiet)]
    public async Task Without_the_middleware_the_switch_means_nothing() => await AnalyzerTest.VerifyAsync(
        TestReferences.Net,
        null,
        "public static class C { public static void M() => AppContext.SetSwitch(\"Microsoft.AspNetCore.HttpOverrides.IgnoreUnknownProxiesWithoutFor\", true); }");

    private static Task<IReadOnlyList<Diagnostic>> FindAsync(
        System.Collections.Immutable.ImmutableArray<MetadataReference> references, string path, string text) => AnalyzerTest.RunAsync(
            TestCompilation.Of(OutputKind.DynamicallyLinkedLibrary, references, "public class C;"),
            new TestOptions(new Dictionary<string, string>()) { AdditionalFiles = [TestOptions.File(path, text)] });
}
