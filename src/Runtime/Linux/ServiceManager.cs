using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Gatehouse.Linux;

/// <summary>A listening socket that the service manager passed.</summary>
/// <param name="Descriptor">Its number; close-on-exec is set.</param>
/// <param name="Name">FileDescriptorName= of the socket unit; empty when there is none.</param>
internal readonly record struct ListenFd(int Descriptor, string Name)
{
    public override string ToString() => Name.Length == 0 ? $"fd://{Descriptor}" : $"fd://{Descriptor} ({Name})";
}

/// <summary>
/// The service manager that started this process, as systemd's protocol has it: sd_notify(3) tells it how the service fares,
/// sd_listen_fds(3) takes over the sockets it opened. Without one, both do nothing.
/// </summary>
internal sealed partial class ServiceManager
{
    /// <summary>SD_LISTEN_FDS_START; sd_listen_fds(3).</summary>
    private const int FirstListenFd = 3;

    private const int SockDgram = 2;

    /// <summary>sockaddr_un: two bytes of family, 108 of path; unix(7).</summary>
    private const int PathOffset = 2;
    private const int MaxPath = 108;

    private readonly Func<string, string?> get;
    private readonly Action<string> unset;
    private readonly byte[]? address;
    private readonly int firstListenFd;

    /// <param name="get">Reads an environment variable.</param>
    /// <param name="unset">Removes one, so that child processes do not take it for theirs.</param>
    /// <param name="firstListenFd">The number that passed sockets begin with; another one only in tests.</param>
    public ServiceManager(Func<string, string?> get, Action<string> unset, int firstListenFd = FirstListenFd)
    {
        this.firstListenFd = firstListenFd;
        this.get = get;
        this.unset = unset;
        address = ToSocketAddress(get("NOTIFY_SOCKET"));
        WatchdogPeriod = ReadWatchdog();
    }

    /// <summary>True if there is a service manager that wants to be told.</summary>
    public bool IsListening => address is not null;

    public static ServiceManager FromEnvironment() =>
        new(Environment.GetEnvironmentVariable, static name => Environment.SetEnvironmentVariable(name, null));

    /// <summary>The clock of MONOTONIC_USEC=, which RELOADING=1 must carry (sd_notify(3)): CLOCK_MONOTONIC in microseconds.</summary>
    public static long MonotonicUsec() => (long)(Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1e6));

    /// <summary>
    /// Sends one datagram of assignments, such as <c>READY=1\nSTATUS=4 workers</c>. Never throws: a service must not fail
    /// because nobody listens. Waits, as sd_notify(3) does, only while the manager's queue is full.
    /// </summary>
    public void Notify(ReadOnlySpan<char> state)
    {
        if (address is null || state.IsEmpty)
            return;
        byte[] message = new byte[Encoding.UTF8.GetByteCount(state)];
        Encoding.UTF8.GetBytes(state, message);
        int socket = Libc.Socket(Libc.AF_UNIX, SockDgram | Libc.SOCK_CLOEXEC, 0);
        if (socket < 0)
            return;
        SendTo(socket, message, (nuint)message.Length, Libc.MSG_NOSIGNAL, address, (uint)address.Length);
        Libc.Close(socket);
    }

    /// <summary>How often the manager wants a sign of life at the least (WatchdogSec=, sd_watchdog_enabled(3)); null for never.</summary>
    public TimeSpan? WatchdogPeriod { get; }

    /// <summary>
    /// The sockets that were passed to this very process, in order; then forgets them, as sd_listen_fds(1) does. Empty if
    /// there are none or LISTEN_PID names another process.
    /// </summary>
    public IReadOnlyList<ListenFd> TakeListenFds()
    {
        string? pid = get("LISTEN_PID");
        string? count = get("LISTEN_FDS");
        string[] names = get("LISTEN_FDNAMES")?.Split(':') ?? [];
        if (!IsNumber(pid, out int owner) || owner != Environment.ProcessId || !IsNumber(count, out int number))
            return [];
        unset("LISTEN_PID");
        unset("LISTEN_FDS");
        unset("LISTEN_FDNAMES");
        var sockets = new List<ListenFd>();
        for (int i = 0; i < number; i++)
        {
            // A count that is larger than what is open must not turn into listeners that are not there.
            if (Libc.Fcntl(firstListenFd + i, Libc.F_SETFD, Libc.FD_CLOEXEC) < 0)
                break;
            sockets.Add(new ListenFd(firstListenFd + i, i < names.Length ? names[i] : ""));
        }

        return sockets;
    }

    /// <summary>
    /// WATCHDOG_PID says whom the variables are for; without it they are for anyone, which lets the master that follows this one
    /// inherit WATCHDOG_USEC.
    /// </summary>
    private TimeSpan? ReadWatchdog()
    {
        string? pid = get("WATCHDOG_PID");
        if (!string.IsNullOrEmpty(pid))
        {
            if (!IsNumber(pid, out int owner) || owner != Environment.ProcessId) return null;
            unset("WATCHDOG_PID");
        }

        return address is not null && long.TryParse(get("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out long usec) && usec > 0
            ? TimeSpan.FromMicroseconds(usec)
            : null;
    }

    private static bool IsNumber(string? text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static byte[]? ToSocketAddress(string? path)
    {
        // Only a path or an abstract name is a Unix socket; a virtual machine's "vsock:" is no business of a service.
        if (path is not ['/' or '@', _, ..])
            return null;
        int length = Encoding.UTF8.GetByteCount(path);
        bool isAbstract = path[0] == '@';
        if (length + (isAbstract ? 0 : 1) > MaxPath)
            return null;
        byte[] bytes = new byte[PathOffset + length + (isAbstract ? 0 : 1)];
        MemoryMarshal.Write(bytes, (ushort)Libc.AF_UNIX);
        Encoding.UTF8.GetBytes(path, bytes.AsSpan(PathOffset));
        if (isAbstract)
            bytes[PathOffset] = 0;
        return bytes;
    }

    [LibraryImport("libc", EntryPoint = "sendto")]
    private static partial nint SendTo(int socket, byte[] message, nuint length, int flags, byte[] address, uint addressLength);
}
