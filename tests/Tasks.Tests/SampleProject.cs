using System.Runtime.CompilerServices;
using Gatehouse.EndToEnd;

namespace Gatehouse.Tasks.Tests;

/// <summary>
/// A project in a directory of its own that imports the Sdk folder of this repository and the tasks as they were just built.
/// Its manifest is written by hand, so that nothing but the tasks and targets is under test.
/// </summary>
internal sealed class SampleProject : IDisposable
{
    private static readonly Dictionary<string, string?> Environment = new()
    {
        // Another build's node would hold on to another build's tasks.
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        // The test host's own variables must not choose the SDK of the child.
        ["MSBuildSDKsPath"] = null,
        ["MSBuildExtensionsPath"] = null,
    };

    private readonly TemporaryDirectory directory = new();

    /// <param name="manifest">The manifest; null for an assembly without one.</param>
    /// <param name="properties">More lines for the project's property group.</param>
    public SampleProject(string? manifest = Manifests.Hello, string properties = "")
    {
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Build.targets", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        Write("Sample.csproj", $"""
            <Project>
              <Import Project="{RepositoryFile("src/Tasks/Sdk/Sdk.props")}" />
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <GatehouseTasksAssembly>{AppContext.BaseDirectory}Gatehouse.Tasks.dll</GatehouseTasksAssembly>
                {properties}
              </PropertyGroup>
              <Import Project="{RepositoryFile("src/Tasks/Sdk/Sdk.targets")}" />
            </Project>
            """);
        Write("Program.cs", "return 0;");
        if (manifest is not null) Declare(manifest);
    }

    /// <summary>The project's directory.</summary>
    public string Path => directory.Path;

    /// <summary>Where <c>dotnet publish -c Release</c> puts its files.</summary>
    public string PublishDirectory => System.IO.Path.Combine(Path, "bin/Release/net10.0/publish");

    /// <summary>Writes the manifest attribute as the generator does.</summary>
    public void Declare(string manifest) => Write(
        "Manifest.g.cs",
        $"[assembly: System.Reflection.AssemblyMetadata(\"Gatehouse.Manifest\", \"\"\"\n{manifest}\n\"\"\")]\n");

    /// <summary>Runs the dotnet command in the project's directory.</summary>
    public Task<Command> DotnetAsync(params string[] arguments) =>
        Command.RunAsync("dotnet", arguments, Path, Environment, TimeSpan.FromMinutes(15));

    /// <summary>Publishes, and expects that it works.</summary>
    public async Task<Command> PublishAsync(params string[] arguments) =>
        (await DotnetAsync(["publish", "-c", "Release", .. arguments])).Succeeded();

    /// <summary>Names of the deploy files under a publish directory, sorted.</summary>
    public IEnumerable<string> DeployFiles(string? publishDirectory = null)
    {
        string root = System.IO.Path.Combine(publishDirectory ?? PublishDirectory, "deploy");
        if (!Directory.Exists(root)) return [];
        return Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(root, file))
            .Order(StringComparer.Ordinal);
    }

    /// <summary>Path of a deploy file.</summary>
    public string DeployFile(string name) => System.IO.Path.Combine(PublishDirectory, "deploy", name);

    /// <summary>Writes a file of the project.</summary>
    public void Write(string name, string content)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    public void Dispose() => directory.Dispose();

    private static string RepositoryFile(string name, [CallerFilePath] string thisFile = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(thisFile)!, "../..", name));
}
