using System.Text.RegularExpressions;

namespace Gatehouse.EndToEnd;

/// <summary>The analyzers' own package, in projects that know nothing else of Gatehouse.</summary>
public sealed partial class ProxyTrustTests(PackedRepository repository)
{
    private const string RawRead = """
        var app = WebApplication.Create(args);
        app.MapGet("/", (HttpContext context) => context.Request.Headers["X-Forwarded-For"].ToString());
        app.Run();
        """;

    [Fact]
    public async Task A_plain_AspNetCore_project_is_told_of_a_raw_read()
    {
        string project = PackedRepository.Write("RawRead", ("RawRead.csproj", Project(Reference("Gatehouse.ProxyTrust.Analyzers"))), ("Program.cs", RawRead));
        AssertOneWarning("GH1001", await BuildAsync(project));
    }

    [Fact]
    public async Task A_project_with_both_packages_is_told_once()
    {
        string references = Reference("Gatehouse.ProxyTrust.Analyzers") + Reference("Gatehouse.Runtime");
        string project = PackedRepository.Write("Both", ("Both.csproj", Project(references)), ("Program.cs", RawRead));
        AssertOneWarning("GH1001", await BuildAsync(project));
    }

    [Fact]
    public async Task The_strict_set_makes_errors_of_what_lets_strangers_pass()
    {
        string references = Reference("Gatehouse.ProxyTrust.Analyzers") + Reference("Gatehouse.Runtime");
        string project = PackedRepository.Write(
            "Strict",
            ("Strict.csproj", Project(references, "<OutputType>Library</OutputType><GatehouseProxyTrust>strict</GatehouseProxyTrust>")),
            ("App.cs", """
                [Gatehouse.GatewayApp, Gatehouse.ForwardedHeaders(Gatehouse.Forwarded.For)]
                public partial class App { public void Handle() { } }
                """));
        Assert.Equal(["error GH1031"], Found((await BuildAsync(project)).Failed()));
        File.WriteAllText(Path.Combine(project, ".globalconfig"), "is_global = true\ndotnet_diagnostic.GH1031.severity = warning\n");
        AssertOneWarning("GH1031", await BuildAsync(project));
    }

    [Fact]
    public async Task A_set_of_rules_that_there_is_not_is_refused()
    {
        string project = PackedRepository.Write(
            "Misspelt",
            ("Misspelt.csproj", Project(Reference("Gatehouse.ProxyTrust.Analyzers"), "<GatehouseProxyTrust>strickt</GatehouseProxyTrust>")),
            ("Program.cs", RawRead));
        Assert.Contains("error GHD1002: GatehouseProxyTrust is 'strickt'", (await BuildAsync(project)).Failed().Output);
    }

    [Theory]
    [InlineData("web")]
    [InlineData("webapi")]
    [InlineData("blazor")]
    [InlineData("worker")]
    public async Task The_SDKs_own_templates_give_no_reason_to_say_anything(string template)
    {
        string name = "Sdk" + template;
        (string project, Command made) = await repository.NewOfSdkAsync(template, name);
        Assert.SkipUnless(made.ExitCode == 0, $"The SDK has no template '{template}': {made.Output}");
        string file = Path.Combine(project, name + ".csproj");
        string text = File.ReadAllText(file);
        Assert.Contains("</Project>", text);
        File.WriteAllText(file, text.Replace("</Project>", $"<ItemGroup>{Reference("Gatehouse.ProxyTrust.Analyzers")}</ItemGroup></Project>"));
        Command restored = await repository.DotnetAsync(project, "restore", "-tl:off");
        Assert.SkipUnless(restored.ExitCode == 0, $"What the template '{template}' needs cannot be restored: {restored.Output}");
        Assert.Contains("analyzers/dotnet/cs/Gatehouse.Generators.dll", File.ReadAllText(Path.Combine(project, "obj/project.assets.json")));
        Assert.Empty(Found((await BuildAsync(project, "--no-restore")).Succeeded()));
    }

    private static string Reference(string package) => $"""<PackageReference Include="{package}" Version="{PackedRepository.Version}" />""";

    private static string Project(string references, string properties = "") => $"""
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            {properties}
          </PropertyGroup>
          <ItemGroup>{references}</ItemGroup>
        </Project>
        """;

    private Task<Command> BuildAsync(string project, params string[] arguments) => repository.DotnetAsync(project, ["build", "-tl:off", .. arguments]);

    private static void AssertOneWarning(string rule, Command build)
    {
        Assert.Equal([$"warning {rule}"], Found(build.Succeeded()));
        Assert.Contains("1 Warning(s)", build.Output);
    }

    // The summary says everything again.
    private static IEnumerable<string> Found(Command build) => Message().Matches(build.Output).Select(match => match.Value).Distinct();

    [GeneratedRegex(@"(warning|error) GH[0-9D]+")]
    private static partial Regex Message();
}
