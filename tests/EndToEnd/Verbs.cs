using System.Net;
using System.Net.Sockets;

namespace Gatehouse.EndToEnd;

/// <summary>The four verbs, as people type them.</summary>
internal static class Verbs
{
    /// <summary>Every verb, for theories.</summary>
    public static readonly TheoryData<string> All = ["prefork", "epoll", "green", "daemon"];

    /// <summary>Starts a program with a verb on a port of the loopback interface.</summary>
    public static Task<AppProcess> StartAsync(string program, string verb, int port, string directory)
    {
        string[] arguments = verb switch
        {
            "prefork" => ["prefork", "-w", "4", "-b", $"127.0.0.1:{port}"],
            "daemon" => ["daemon", "-n", "--port", $"{port}"],
            _ => [verb, "--port", $"{port}"],
        };
        return AppProcess.StartAsync(new IPEndPoint(IPAddress.Loopback, port), program, arguments, directory);
    }

    /// <summary>Starts a program with a verb, an address of any kind, and more options.</summary>
    public static Task<AppProcess> StartOnAsync(string program, string verb, EndPoint endPoint, string bind, string directory, params string[] more)
    {
        string[] foreground = verb == "daemon" ? ["-n"] : [];
        return AppProcess.StartAsync(endPoint, program, [verb, .. foreground, "-b", bind, .. more], directory);
    }

    /// <summary>Starts a program with a verb on a Unix socket.</summary>
    public static Task<AppProcess> StartOnSocketAsync(string program, string verb, string path, string directory)
    {
        string[] foreground = verb == "daemon" ? ["-n"] : [];
        return AppProcess.StartAsync(new UnixDomainSocketEndPoint(path), program, [verb, .. foreground, "-b", $"unix:{path}"], directory);
    }
}
