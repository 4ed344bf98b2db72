using Gatehouse.Tasks.Manifest;

namespace Gatehouse.Tasks.Systemd;

/// <summary>
/// The socket unit. systemd listens before the service runs and while it restarts, so that no connection is refused; the
/// socket's permissions decide who may speak for clients.
/// </summary>
internal static class SocketUnit
{
    /// <summary>Writes the unit as text.</summary>
    public static string Render(AppManifest manifest, UnitOptions options) => $"""
        # systemd socket of {manifest.Name} ({manifest.App}): /etc/systemd/system/{manifest.Name}.socket
        # Written by dotnet publish from what the application declares. Put changes into a drop-in: systemctl edit {manifest.Name}.socket

        [Unit]
        Description=Socket of {manifest.Name}

        [Socket]
        # Not in the service's RuntimeDirectory: that one goes when the service stops. The socket stays, and connections wait.
        ListenStream={options.SocketPath}
        # Only nginx may connect: who can open the socket can speak for any client.
        SocketUser=root
        SocketGroup={options.SocketGroup}
        SocketMode=0660
        RemoveOnStop=yes

        [Install]
        WantedBy=sockets.target

        """;
}
