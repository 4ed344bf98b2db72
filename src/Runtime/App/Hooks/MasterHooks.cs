namespace Gatehouse;

/// <summary>
/// What an application does at the turning points of the process that looks after its workers: the pre-fork master, or, under
/// <c>epoll</c>, <c>green</c> and <c>daemon</c>, the one process there is, which calls <see cref="OnStarting"/>, <see cref="OnReady"/>
/// and <see cref="OnExiting"/>. Null where nothing is to be done. The source generator fills it in from the methods of those names;
/// see <see cref="GatewayHooksAttribute"/>.
/// </summary>
/// <remarks>
/// All are called one at a time, in the pre-fork master on the thread of its loop. Until a hook returns, no signal is heard, no
/// worker is replaced and no deadline is kept: hooks must be quick. What one lets escape is logged, with the exceptions that
/// stand at the properties. Worker processes call none of them: theirs are <see cref="IGatewayApplication{TApp}.StartAsync"/>
/// and <see cref="IGatewayApplication{TApp}.StopAsync"/>.
/// </remarks>
public sealed class MasterHooks
{
    /// <summary>
    /// Before anything is bound, with the privileges the process was started with, in the working directory of the settings. An
    /// exception ends the start: its message is the error, the exit code is 1, and <see cref="OnExiting"/> is not called.
    /// </summary>
    public Action<MasterContext>? OnStarting { get; init; }

    /// <summary>The service is up: the first worker of a pre-fork master is ready, or all loops of another process are. Once.</summary>
    public Action<MasterContext>? OnReady { get; init; }

    /// <summary>
    /// A worker is about to be spawned. An exception means that it is not: the spawn counts as failed, which ends a service that was
    /// never ready with exit code 3, abandons a reload, and is tried again after a while otherwise.
    /// </summary>
    public Action<WorkerInfo>? OnWorkerStarting { get; init; }

    /// <summary>A worker accepts connections.</summary>
    public Action<WorkerInfo>? OnWorkerReady { get; init; }

    /// <summary>
    /// A reload begins, before the settings are read again. An exception abandons it: the workers of <see cref="MasterContext.Generation"/>
    /// go on serving.
    /// </summary>
    public Action<MasterContext>? OnReloading { get; init; }

    /// <summary>
    /// A reload is done: the workers of <see cref="MasterContext.Generation"/> serve, and those before them finish their requests.
    /// Not called for a reload that was abandoned.
    /// </summary>
    public Action<MasterContext>? OnReloaded { get; init; }

    /// <summary>A worker is gone, for whatever reason; its successor, if it gets one after its death, is not spawned yet.</summary>
    public Action<WorkerExit>? OnWorkerExit { get; init; }

    /// <summary>
    /// Another number of workers is wanted, because of SIGTTIN, SIGTTOU, SIGWINCH or a reload. The workers themselves follow: see
    /// <see cref="OnWorkerReady"/> and <see cref="OnWorkerExit"/>.
    /// </summary>
    public Action<WorkerCountChange>? OnWorkerCountChanged { get; init; }

    /// <summary>
    /// Last of all: the workers are gone and the process is about to end. Called once <see cref="OnStarting"/> has returned, also
    /// where the start fails after it; not if the process is killed.
    /// </summary>
    public Action<MasterContext>? OnExiting { get; init; }
}
