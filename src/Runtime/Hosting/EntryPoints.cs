namespace Gatehouse.Hosting;

/// <summary>The four runtimes of an application, as its generated <c>Main</c> hands them to <see cref="CommandLine"/>.</summary>
public sealed class EntryPoints
{
    /// <summary>Serves with a supervisor and worker processes, until told to stop.</summary>
    public required Func<ServerSettings, CancellationToken, Task> PreFork { get; init; }

    /// <summary>Serves with one process and a loop a core.</summary>
    public required Func<ServerSettings, CancellationToken, Task> Epoll { get; init; }

    /// <summary>Serves each request on a green thread.</summary>
    public required Func<ServerSettings, CancellationToken, Task> GreenThread { get; init; }

    /// <summary>Serves as a detached service process.</summary>
    public required Func<ServerSettings, CancellationToken, Task> Daemon { get; init; }

    internal Func<ServerSettings, CancellationToken, Task> For(Verb verb) => verb switch
    {
        Verb.PreFork => PreFork,
        Verb.Epoll => Epoll,
        Verb.Green => GreenThread,
        _ => Daemon,
    };
}
