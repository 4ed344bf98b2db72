using Gatehouse.Linux;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Hosting;

/// <summary>The listening sockets of a server: those that systemd passed, or those that the settings name.</summary>
internal sealed class ListenSockets : IDisposable
{
    private readonly IReadOnlyList<ListenSocket> sockets;
    private readonly IReadOnlyList<BindProtocol> protocols;

    private ListenSockets(IReadOnlyList<ListenSocket> sockets, IReadOnlyList<BindProtocol> protocols)
    {
        this.sockets = sockets;
        this.protocols = protocols;
    }

    public IReadOnlyList<int> Descriptors => [.. sockets.Select(s => s.Descriptor)];

    /// <summary>Opens every socket, or none.</summary>
    /// <exception cref="StartupException">An address cannot be listened on; the message names it and the setting it came from.</exception>
    public static ListenSockets Open(EffectiveSettings settings, ServiceManager manager)
    {
        IReadOnlyList<ListenFd> passed = manager.TakeListenFds();
        if (passed.Count > 0 && !settings.IsBindSaid) return new ListenSockets([.. passed.Select(p => ListenSocket.Adopt(p.Descriptor))], []);
        var opened = new List<ListenSocket>();
        foreach (BindAddress address in settings.Bind)
        {
            try
            {
                opened.Add(Open(address, settings.Backlog));
            }
            catch (Exception e) when (e is SystemCallException or ArgumentException)
            {
                foreach (ListenSocket socket in opened) socket.Dispose();
                string reason = e is SystemCallException failed ? Errno.Message(failed.Error) : e.Message;
                throw new StartupException($"cannot listen on {address} (from {settings.OriginOf("bind")}): {reason}");
            }
        }

        return new ListenSockets(opened, [.. settings.Bind.Select(b => b.Protocol)]);
    }

    public void LogAddresses(ILogger logger, string verb)
    {
        for (int i = 0; i < sockets.Count; i++)
        {
            BindProtocol protocol = i < protocols.Count ? protocols[i] : BindProtocol.Http;
            HostingLog.Listening(logger, BindAddress.Prefix(protocol) + sockets[i].LocalAddress, verb);
        }
    }

    public void Dispose()
    {
        foreach (ListenSocket socket in sockets) socket.Dispose();
    }

    private static ListenSocket Open(BindAddress address, int backlog) => address.Kind switch
    {
        BindKind.Tcp => ListenSocket.OpenTcp(address.Host, (ushort)address.Port, backlog, reusePort: false),
        BindKind.Unix => ListenSocket.OpenUnix(address.Path!, backlog),
        _ => ListenSocket.Adopt(address.Descriptor),
    };
}
