using System.Net;
using Gatehouse.Linux;
using Gatehouse.Proxy;
using Gatehouse.Serving;
using Gatehouse.Supervision;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Hosting.Operating;

/// <summary>
/// The control socket and the admin listeners of a master. They are served on the master's own loop by the same engine as everything else: no thread,
/// and nothing in them waits. Few connections are let in, so that nobody can take the master's descriptors.
/// </summary>
internal sealed class OperatingListeners : IDisposable
{
    private const int Backlog = 16;
    private const int MostConnections = 32;

    // The owner may read and write, which is to connect; unix(7).
    private const uint OwnerOnly = 0b110_000_000;

    private const long RefusalLogInterval = 60_000;

    private readonly EffectiveSettings settings;
    private readonly Supervisor supervisor;
    private readonly ILogger logger;
    private readonly StatusReader status;
    private readonly List<ListenSocket> sockets = [];
    private ServingLoop? control;
    private ServingLoop? admin;
    private long refusalToldAt = -RefusalLogInterval;

    public OperatingListeners(EffectiveSettings settings, Supervisor supervisor, ILogger logger)
    {
        this.settings = settings;
        this.supervisor = supervisor;
        this.logger = logger;
        status = new StatusReader(supervisor.Scoreboard, settings.ServiceName);
    }

    /// <summary>Opens what the settings name. Before the loop runs, or on it.</summary>
    /// <exception cref="StartupException">An admin address cannot be listened on: probes would find nobody, and the service would be taken for dead.</exception>
    public void Open()
    {
        OpenControl();
        foreach (BindAddress address in settings.AdminBind) OpenAdmin(address);
    }

    /// <summary>The same for a master that serves already: what cannot be opened is a warning.</summary>
    public void OpenLate()
    {
        try
        {
            Open();
        }
        catch (StartupException e)
        {
            HostingLog.ControlSocketFailed(logger, e.Message);
        }
    }

    /// <summary>About once a second: keeps the counts that rates are computed from.</summary>
    public void Tick()
    {
        if (sockets.Count > 0) status.TakeSample();
    }

    /// <summary>Closes everything, before the loop is gone.</summary>
    public void Dispose()
    {
        control?.Cut();
        admin?.Cut();
        foreach (ListenSocket socket in sockets) socket.Dispose();
        sockets.Clear();
    }

    private void OpenControl()
    {
        if (settings.ControlSocket is not { } path) return;
        try
        {
            ListenSocket socket = ListenSocket.OpenUnix(path, Backlog, OwnerOnly);
            sockets.Add(socket);

            // A reload takes as long as its workers do.
            control = new ServingLoop<ControlApp, InlineDispatch>(
                supervisor.Loop, Options() with { RequestTimeout = 0 }, new ServingCounters(), new ControlApp(supervisor, status), default);
            control.Listen(new Listener(socket.Descriptor, screen: IsOperator));
            HostingLog.ControlSocket(logger, path);
        }
        catch (Exception e) when (e is SystemCallException or ArgumentException)
        {
            // Everything works without it, on a read-only file system too.
            string reason = e is SystemCallException failed ? Errno.Message(failed.Error) : e.Message;
            HostingLog.ControlSocketFailed(logger, $"there is no control socket {path} (from {settings.OriginOf("controlSocket")}): {reason}");
        }
    }

    private void OpenAdmin(BindAddress address)
    {
        try
        {
            ListenSocket socket = address.Kind == BindKind.Unix
                ? ListenSocket.OpenUnix(address.Path!, Backlog)
                : ListenSocket.OpenTcp(address.Host, (ushort)address.Port, Backlog, reusePort: false);
            sockets.Add(socket);
            admin ??= new ServingLoop<AdminApp, InlineDispatch>(
                supervisor.Loop, Options(), new ServingCounters(), new AdminApp(status, new MetricsPage(supervisor, settings.ServiceName)), default);
            admin.Listen(new Listener(socket.Descriptor));
            HostingLog.AdminListener(logger, socket.LocalAddress);
            if (address.Kind == BindKind.Tcp && (address.Host is null || !IPAddress.IsLoopback(address.Host)))
                HostingLog.AdminIsOpen(logger, socket.LocalAddress, settings.OriginOf("adminBind"));
        }
        catch (Exception e) when (e is SystemCallException or ArgumentException)
        {
            string reason = e is SystemCallException failed ? Errno.Message(failed.Error) : e.Message;
            throw new StartupException($"cannot listen on {address} (from {settings.OriginOf("adminBind")}): {reason}");
        }
    }

    /// <summary>The mode of the file says the same, but a file can be moved, and its mode changed.</summary>
    private bool IsOperator(int connection)
    {
        uint user = PeerCredentials.Of(connection).Uid;
        if (user == 0 || user == Libc.GetEffectiveUid()) return true;
        if (supervisor.Loop.Now >= refusalToldAt + RefusalLogInterval)
        {
            refusalToldAt = supervisor.Loop.Now;
            HostingLog.ControlRefused(logger, user);
        }

        return false;
    }

    private ServingOptions Options() => new()
    {
        Logger = logger,
        Trust = TrustPolicy.Nobody,
        MaxRequestBody = 0,
        RequestTimeout = 10_000,
        Connections = new ConnectionLimits(MostConnections, 0, TrustPolicy.Nobody),
    };
}
