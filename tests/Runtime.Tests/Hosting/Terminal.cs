using Gatehouse.Hosting;

namespace Gatehouse.Runtime.Tests.Hosting;

/// <summary>One run of the command line: what goes in, and what came out.</summary>
internal sealed class Terminal : IDisposable
{
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly StringWriter error = new() { NewLine = "\n" };

    public Terminal()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("gatehouse-test").FullName;
    }

    public string Directory { get; }

    public Dictionary<string, string> Environment { get; } = [];

    public ApplicationDescription App { get; set; } = new() { Name = "hello", Version = "2.1.0" };

    /// <summary>What the runtime does when it is called.</summary>
    public Func<Task> Serve { get; set; } = () => Task.CompletedTask;

    public string Output => output.ToString();

    public string Error => error.ToString();

    /// <summary>What the application says its routes are.</summary>
    public IReadOnlyList<RouteDescription> Routes { get; init; } = [];

    /// <summary>The runtime that was called; null if none was.</summary>
    public Verb? Served { get; private set; }

    public ServerSettings Settings { get; private set; } = new();

    /// <summary>The settings that the runtime would run with.</summary>
    public EffectiveSettings Effective => EffectiveSettings.Resolve(Settings, App, Served!.Value);

    public Terminal WithFile(string text, string name = "gatehouse.json")
    {
        File.WriteAllText(Path.Combine(Directory, name), text);
        return this;
    }

    public Terminal With(string variable, string value)
    {
        Environment[variable] = value;
        return this;
    }

    public async Task<int> RunAsync(params string[] args) =>
        await CommandLine.RunAsync(args, App, EntryPoints(), Environment, Directory, new CommandConsole(output, error), () => Routes);

    public async Task<int> RunWorkerAsync(string variable) =>
        await CommandLine.RunWorkerAsync(variable, App, EntryPoints(), new CommandConsole(output, error));

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    private EntryPoints EntryPoints()
    {
        return new EntryPoints { PreFork = For(Verb.PreFork), Epoll = For(Verb.Epoll), GreenThread = For(Verb.Green), Daemon = For(Verb.Daemon) };

        Func<ServerSettings, CancellationToken, Task> For(Verb verb) => (settings, _) =>
        {
            Served = verb;
            Settings = settings;
            return Serve();
        };
    }
}
