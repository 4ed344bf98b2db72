using Gatehouse.Linux;

namespace Gatehouse.Hosting;

/// <summary>
/// An address that is listened on: with one socket that every worker accepts from, or with SO_REUSEPORT one for each seat of a worker.
/// </summary>
internal sealed class BoundAddress : IDisposable
{
    // By seat. Opened in this order and closed from the end, so that a socket's place here is its index in the kernel's group.
    private readonly List<ListenSocket> sockets;
    private bool isSteered;
    private bool isFileLent;

    private BoundAddress(BindAddress address, IEnumerable<ListenSocket> sockets)
    {
        Address = address.Socket;
        this.sockets = [.. sockets];
    }

    /// <summary>The socket alone; of one that systemd passed, its descriptor.</summary>
    public BindAddress Address { get; }

    /// <summary>systemd opened it.</summary>
    public bool IsPassed { get; private init; }

    /// <summary>What systemd passed, if it did.</summary>
    public ListenFd Passed => new(sockets[0].Descriptor, Address.DescriptorName ?? "");

    /// <summary>Its number among the addresses that an older master handed on; -1 for one that was opened here.</summary>
    public int InheritedIndex { get; private init; } = -1;

    /// <summary>The address with the port that the kernel chose.</summary>
    public string LocalAddress => sockets[0].LocalAddress;

    /// <summary>Whether a Unix socket's file is no longer there for anyone to connect to.</summary>
    public bool IsFileGone => sockets[0].IsFileGone;

    /// <summary>Descriptors by seat.</summary>
    public IReadOnlyList<int> Descriptors => [.. sockets.Select(s => s.Descriptor)];

    /// <summary>Whether the file of a Unix socket is removed with it.</summary>
    public bool OwnsFile => sockets[0].OwnsFile;

    /// <summary>Whether this is the socket that an address names: by what it is bound to, or of one that systemd passed by name or number.</summary>
    public bool Is(BindAddress wanted) =>
        wanted.Kind == BindKind.Descriptor && IsPassed
            ? wanted.DescriptorName is { } name ? name == Address.DescriptorName : wanted.Descriptor == sockets[0].Descriptor
            : Address == wanted.Socket;

    /// <summary>Opens an address with one socket.</summary>
    /// <param name="address">The address.</param>
    /// <param name="settings">The settings that it stands in.</param>
    /// <param name="passed">What systemd passed, for a name that is not there.</param>
    /// <exception cref="StartupException">It cannot be listened on; the message names it and the setting it came from.</exception>
    public static BoundAddress Open(BindAddress address, EffectiveSettings settings, IReadOnlyList<BoundAddress> passed) =>
        new(address, [Try(address, settings, () => address.Kind switch
        {
            BindKind.Tcp => ListenSocket.OpenTcp(address.Host, (ushort)address.Port, settings.Backlog, settings.ReusePort),
            BindKind.Unix => ListenSocket.OpenUnix(address.Path!, settings.Backlog),
            _ when address.DescriptorName is not null => throw new ArgumentException(
                passed.Count == 0
                    ? "the service manager has passed no descriptors"
                    : $"the service manager has passed {string.Join(", ", passed.Select(p => p.Passed))}"),
            _ => ListenSocket.Adopt(address.Descriptor),
        })]);

    /// <summary>A socket that systemd passed.</summary>
    /// <exception cref="StartupException">It does not listen.</exception>
    public static BoundAddress OfPassed(ListenFd passed)
    {
        try
        {
            // By its name where it has one, for a successor to find it under another number.
            var address = new BindAddress
            {
                Kind = BindKind.Descriptor,
                Descriptor = passed.Descriptor,
                DescriptorName = passed.Name.Length == 0 ? null : passed.Name,
            };
            return new(address, [ListenSocket.Adopt(passed.Descriptor)]) { IsPassed = true };
        }
        catch (Exception e) when (e is SystemCallException or ArgumentException)
        {
            throw new StartupException($"cannot listen on {passed}, which the service manager has passed: {e.Message}");
        }
    }

    /// <summary>Has what another master has opened, which goes on looking after its file.</summary>
    public static BoundAddress Adopt(InheritedAddress inherited, int index) =>
        new(inherited.Address, inherited.Descriptors.Select(d => ListenSocket.Adopt(d, inherited.Address.Path)))
        {
            IsPassed = inherited.IsPassed,
            InheritedIndex = index,
            isFileLent = inherited.OwnsFile,
        };

    /// <summary>The socket of a seat, opened if need be, and those before it.</summary>
    /// <exception cref="StartupException">It cannot be opened.</exception>
    public int OfSeat(int seat, EffectiveSettings settings)
    {
        if (!settings.ReusePort || Address.Kind != BindKind.Tcp) return sockets[0].Descriptor;
        while (sockets.Count <= seat)
        {
            sockets.Add(Try(Address, settings, () =>
            {
                // It may have been opened when the setting was off.
                sockets[0].ShareAddress();
                return ListenSocket.OpenTcp(Address.Host, (ushort)sockets[0].Port, settings.Backlog, reusePort: true);
            }));
        }

        return sockets[seat].Descriptor;
    }

    /// <summary>Closes what later seats had. What the kernel has queued there stays for the workers that hold the sockets too; nothing new gets there.</summary>
    public void KeepSeats(int seats)
    {
        if (sockets.Count > seats) isSteered = true;
        Steer(seats);
        for (; sockets.Count > seats; sockets.RemoveAt(sockets.Count - 1)) sockets[^1].Dispose();
    }

    /// <summary>Gives new connections to the first seats alone, if they have not always gone to all.</summary>
    public void Steer(int seats)
    {
        if (isSteered) sockets[0].Steer(seats);
    }

    /// <summary>The same after another master may have steered them otherwise.</summary>
    public void SteerAnew()
    {
        isSteered |= sockets.Count > 1;
        Steer(sockets.Count);
    }

    /// <summary>Leaves the file to another master that has the socket.</summary>
    public void LendFile()
    {
        isFileLent |= OwnsFile;
        sockets[0].OwnsFile = false;
    }

    /// <summary>There is no other master any more.</summary>
    public void TakeFileBack()
    {
        sockets[0].OwnsFile |= isFileLent;
        isFileLent = false;
    }

    /// <summary>Sockets that others opened keep the queue that they were given.</summary>
    public void SetBacklog(int backlog)
    {
        if (Address.Kind == BindKind.Descriptor) return;
        foreach (ListenSocket socket in sockets) socket.SetBacklog(backlog);
    }

    /// <summary>Closes the sockets. A file stays until <see cref="Dispose"/>.</summary>
    public void Close()
    {
        foreach (ListenSocket socket in sockets) socket.Close();
    }

    public void Dispose()
    {
        foreach (ListenSocket socket in sockets) socket.Dispose();
    }

    private static ListenSocket Try(BindAddress address, EffectiveSettings settings, Func<ListenSocket> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (e is SystemCallException or ArgumentException)
        {
            string reason = e is SystemCallException failed ? Errno.Message(failed.Error) : e.Message;
            throw new StartupException($"cannot listen on {address} (from {settings.OriginOf("bind")}): {reason}");
        }
    }
}
