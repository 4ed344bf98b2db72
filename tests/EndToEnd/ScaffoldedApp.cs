namespace Gatehouse.EndToEnd;

/// <summary>A project that the template made.</summary>
internal sealed class ScaffoldedApp(PackedRepository repository, string name, string directory)
{
    private Task<Command>? publishing;

    /// <summary>The project's directory.</summary>
    public string Directory { get; } = directory;

    /// <summary>Where it is published.</summary>
    public string PublishDirectory => Path.Combine(Directory, "publish");

    /// <summary>The published program.</summary>
    public string Program => Path.Combine(PublishDirectory, name);

    /// <summary>Path of a published deploy file, such as <c>nginx/hello.conf</c>.</summary>
    public string DeployFile(string file) => Path.Combine(PublishDirectory, "deploy", file);

    /// <summary>Builds, expecting success.</summary>
    public async Task<Command> BuildAsync() => (await repository.DotnetAsync(Directory, "build", "-tl:off")).Succeeded();

    /// <summary>Publishes for Release, once, expecting success; later callers get the same.</summary>
    /// <param name="arguments">More arguments, of the first call only.</param>
    public Task<Command> PublishAsync(params string[] arguments)
    {
        return publishing ??= Publish();

        async Task<Command> Publish() =>
            (await repository.DotnetAsync(Directory, ["publish", "-tl:off", "-o", PublishDirectory, .. arguments])).Succeeded();
    }
}
