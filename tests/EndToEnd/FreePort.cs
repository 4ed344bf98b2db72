using System.Net;
using System.Net.Sockets;

namespace Gatehouse.EndToEnd;

/// <summary>Ports of the loopback interface that nobody listens on.</summary>
internal static class FreePort
{
    /// <summary>One that the kernel chose; it does not give the same again soon.</summary>
    public static int Next()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
