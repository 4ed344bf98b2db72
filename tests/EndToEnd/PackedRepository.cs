[assembly: AssemblyFixture(typeof(Gatehouse.EndToEnd.PackedRepository))]

// Every test runs builds or servers, on machines with two cores.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Gatehouse.EndToEnd;

/// <summary>
/// The repository as a stranger gets it: packed into a feed of its own, with the template installed in a private hive and a
/// package cache in which nothing of ours was before. Made once for all tests, under artifacts/e2e.
/// </summary>
public sealed class PackedRepository : IAsyncLifetime
{
    private static readonly string Work = Path.Combine(Repository.Root, "artifacts/e2e");

    private readonly Dictionary<string, Task<ScaffoldedApp>> apps = [];

    private static string Feed => Path.Combine(Work, "feed");

    private static string Hive => Path.Combine(Work, "hive");

    private static string Apps => Path.Combine(Work, "apps");

    private static Dictionary<string, string?> Variables { get; } = new()
    {
        ["NUGET_PACKAGES"] = Path.Combine(Work, "packages"),
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["UseSharedCompilation"] = "false",
        // The test host's own variables must not choose the SDK of its children.
        ["MSBuildSDKsPath"] = null,
        ["MSBuildExtensionsPath"] = null,
    };

    /// <summary>The version of every package of ours.</summary>
    internal static string Version =>
        Path.GetFileNameWithoutExtension(Directory.GetFiles(Feed, "Gatehouse.Runtime.*.nupkg").Single())["Gatehouse.Runtime.".Length..];

    /// <summary>What installing the template printed.</summary>
    internal string TemplateInstallation { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Delete(Feed, Hive, Apps);
        Directory.CreateDirectory(Apps);
        string packages = Variables["NUGET_PACKAGES"]!;

        // The packages of others stay, so that they are downloaded once; ours must come out of the feed.
        if (Directory.Exists(packages)) Delete(Directory.GetDirectories(packages, "gatehouse.*"));
        foreach (string name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
            File.WriteAllText(Path.Combine(Apps, name), "<Project />");
        File.WriteAllText(Path.Combine(Apps, ".editorconfig"), "root = true\n");
        File.WriteAllText(
            Path.Combine(Apps, "nuget.config"),
            "<configuration><packageSources><add key=\"gatehouse-e2e\" value=\"../feed\" /></packageSources></configuration>");

        foreach (string project in new[] { "src/Runtime", "src/Tasks", "src/ProxyTrust", "templates" })
        {
            string[] pack = ["pack", project, "-c", "Release", "-o", Feed, "--artifacts-path", Path.Combine(Work, "build")];
            (await DotnetAsync(Repository.Root, pack)).Succeeded();
        }

        string templates = Directory.GetFiles(Feed, "Gatehouse.Templates.*.nupkg").Single();
        TemplateInstallation = (await DotnetAsync(Apps, "new", "install", templates, "--debug:custom-hive", Hive)).Succeeded().Output;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Runs the dotnet command, away from the user's package cache.</summary>
    internal Task<Command> DotnetAsync(string directory, params string[] arguments) =>
        Command.RunAsync("dotnet", arguments, directory, Variables, TimeSpan.FromMinutes(15));

    /// <summary>Runs the template in a new directory and returns what it printed.</summary>
    internal Task<Command> NewAsync(string name, params string[] options) =>
        DotnetAsync(Apps, ["new", "gatewayapp", "-n", name, "--no-restore", "--debug:custom-hive", Hive, .. options]);

    /// <summary>Scaffolds an app, once; later callers get the same.</summary>
    /// <param name="name">Name of the project.</param>
    /// <param name="options">Options for the template.</param>
    internal Task<ScaffoldedApp> ScaffoldAsync(string name, params string[] options)
    {
        if (!apps.TryGetValue(name, out Task<ScaffoldedApp>? app)) apps[name] = app = Scaffold();
        return app;

        async Task<ScaffoldedApp> Scaffold()
        {
            (await NewAsync(name, options)).Succeeded();
            return new ScaffoldedApp(this, name, Path.Combine(Apps, name));
        }
    }

    /// <summary>Makes a project of somebody else's template in a new directory, or says why there is none.</summary>
    /// <param name="template">Short name of a template that comes with the SDK.</param>
    /// <param name="name">Name of the project.</param>
    /// <returns>The project's directory, and what the command printed.</returns>
    internal async Task<(string Directory, Command Command)> NewOfSdkAsync(string template, string name)
    {
        Command command = await DotnetAsync(Apps, "new", template, "-n", name, "--no-restore", "--debug:custom-hive", Hive);
        return (Path.Combine(Apps, name), command);
    }

    /// <summary>Writes a project of files of a test's own, in a new directory, which is returned.</summary>
    /// <param name="name">Name of the project.</param>
    /// <param name="files">Paths in it, and their texts.</param>
    internal static string Write(string name, params (string Path, string Text)[] files)
    {
        string directory = Path.Combine(Apps, name);
        foreach ((string path, string text) in files)
        {
            string file = Path.Combine(directory, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        return directory;
    }

    private static void Delete(params string[] directories)
    {
        foreach (string directory in directories)
        {
            if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        }
    }
}
