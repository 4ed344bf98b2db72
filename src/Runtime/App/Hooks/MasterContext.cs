using Microsoft.Extensions.Logging;

namespace Gatehouse;

/// <summary>The process that looks after an application's workers, at the time that a hook is called.</summary>
public sealed class MasterContext
{
    /// <summary>Name of the service; see <see cref="GatewayAppAttribute.Name"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Number of the process.</summary>
    public required int Pid { get; init; }

    /// <summary>
    /// The workers that serve belong to this generation. 0 in <see cref="MasterHooks.OnStarting"/>; 1 then, and more with reloads, also
    /// with those that were abandoned. Other runtimes than the pre-fork one stay at 1.
    /// </summary>
    public required int Generation { get; init; }

    /// <summary>Number of workers wanted; fewer may run. At least 1, but 0 after SIGWINCH. Without worker processes, the number of event loops.</summary>
    public required int Workers { get; init; }

    /// <summary>Makes loggers that write where the server writes.</summary>
    public required ILoggerFactory LoggerFactory { get; init; }
}
