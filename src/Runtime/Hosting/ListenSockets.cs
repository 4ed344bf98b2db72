using Gatehouse.Linux;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Hosting;

/// <summary>
/// The listening sockets of a server, in the order of its addresses: those that systemd passed, or those that the settings name. A
/// reload makes another one, which shares with it what stays.
/// </summary>
internal sealed class ListenSockets : IDisposable
{
    private readonly EffectiveSettings settings;
    private readonly IReadOnlyList<BoundAddress> passed;
    private readonly IReadOnlyList<BoundAddress> addresses;

    private ListenSockets(EffectiveSettings settings, IReadOnlyList<BoundAddress> passed, IReadOnlyList<BoundAddress> addresses)
    {
        this.settings = settings;
        this.passed = passed;
        this.addresses = addresses;
    }

    /// <summary>The number of workers in these settings.</summary>
    public int Workers => settings.Workers;

    /// <summary>What a server of one process accepts on.</summary>
    public IReadOnlyList<int> Descriptors => [.. addresses.Select(a => a.Descriptors[0])];

    /// <summary>Every address, those included that systemd passed and that are not listened on now.</summary>
    public IEnumerable<BoundAddress> Addresses => addresses.Union(passed);

    /// <summary>Opens every socket, or none.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="manager">Who may have passed sockets.</param>
    /// <param name="inherited">Sockets of an older master: those whose addresses are wanted are adopted, the others closed.</param>
    /// <exception cref="StartupException">An address cannot be listened on; the message names it and the setting it came from.</exception>
    public static ListenSockets Open(EffectiveSettings settings, ServiceManager manager, IReadOnlyList<InheritedAddress>? inherited = null)
    {
        List<BoundAddress> there = [.. (inherited ?? []).Select((address, index) => BoundAddress.Adopt(address, index))];
        BoundAddress[] passed = [.. manager.TakeListenFds().Select(BoundAddress.OfPassed), .. there.Where(a => a.IsPassed)];
        ListenSockets opened = Open(settings, passed, there);
        foreach (BoundAddress unwanted in there.Except(opened.Addresses)) unwanted.Dispose();
        return opened;
    }

    /// <summary>
    /// The sockets for other settings. Those of addresses that stay are the same, with all that is queued in them; a Unix socket whose file is gone
    /// is opened anew. Nothing is closed yet.
    /// </summary>
    /// <exception cref="StartupException">An address cannot be listened on; nothing has changed then.</exception>
    public ListenSockets Renew(EffectiveSettings again) => Open(again, passed, [.. addresses]);

    /// <summary>The descriptors for the worker of a seat, in the order of the addresses; opened if need be.</summary>
    /// <exception cref="StartupException">A socket of the seat's own cannot be opened.</exception>
    public IReadOnlyList<int> OfSeat(int seat) => [.. addresses.Select(a => a.OfSeat(seat, settings))];

    /// <summary>Whether seats have sockets of their own.</summary>
    public bool IsPerSeat => settings.ReusePort && addresses.Any(a => a.Address.Kind == BindKind.Tcp);

    /// <summary>Closes what only this one has, and not the other, and says so if it was listened on.</summary>
    public void CloseAllBut(ListenSockets kept, ILogger? logger)
    {
        foreach (BoundAddress address in Addresses.Except(kept.Addresses))
        {
            if (logger is not null) HostingLog.NotListening(logger, address.LocalAddress);
            address.Dispose();
        }
    }

    /// <summary>There are so many seats now: sockets of later ones get nothing new and are closed here.</summary>
    public void KeepSeats(int seats)
    {
        foreach (BoundAddress address in addresses) address.KeepSeats(settings.ReusePort && address.Address.Kind == BindKind.Tcp ? seats : 1);
    }

    /// <summary>Gives the sockets that stay the queues of these settings.</summary>
    public void SetBacklog()
    {
        foreach (BoundAddress address in addresses) address.SetBacklog(settings.Backlog);
    }

    /// <summary>Says where the server listens; only what is not in the other one, if there is one.</summary>
    public void LogAddresses(ILogger logger, string verb, ListenSockets? except = null)
    {
        for (int i = 0; i < addresses.Count; i++)
        {
            if (except is not null && except.addresses.Contains(addresses[i])) continue;
            string prefix = ReferenceEquals(addresses, passed) ? "" : settings.Bind[i].Prefix;
            HostingLog.Listening(logger, prefix + addresses[i].LocalAddress, verb);
        }

        // The kernel takes connections on them, and nobody would answer.
        foreach (BoundAddress unused in passed.Except(addresses).Where(a => !settings.AdminBind.Any(a.Is)))
            HostingLog.DescriptorUnused(logger, unused.Passed);
    }

    /// <summary>Closes one of the sockets of a server of one process, by its place among <see cref="Descriptors"/>. From any thread.</summary>
    public void Close(int index) => addresses[index].Close();

    /// <summary>Refuses new connections, if no other process has the sockets. Files stay until <see cref="Dispose"/>.</summary>
    public void Close()
    {
        foreach (BoundAddress address in Addresses) address.Close();
    }

    public void Dispose()
    {
        foreach (BoundAddress address in Addresses) address.Dispose();
    }

    private static ListenSockets Open(EffectiveSettings settings, IReadOnlyList<BoundAddress> passed, List<BoundAddress> there)
    {
        if (passed.Count > 0 && !settings.IsBindSaid) return new ListenSockets(settings, passed, passed);
        List<BoundAddress> left = [.. passed.Union(there).Where(a => !a.IsFileGone)];
        var opened = new List<BoundAddress>();
        var addresses = new List<BoundAddress>();
        try
        {
            foreach (BindAddress wanted in settings.Bind)
            {
                CheckName(wanted, passed, settings);
                if (left.Find(a => a.Is(wanted)) is { } found)
                {
                    left.Remove(found);
                    addresses.Add(found);
                    continue;
                }

                var address = BoundAddress.Open(wanted, settings, passed);
                opened.Add(address);
                addresses.Add(address);
            }
        }
        catch (StartupException)
        {
            foreach (BoundAddress address in opened) address.Dispose();
            throw;
        }

        return new ListenSockets(settings, passed, addresses);
    }

    private static void CheckName(BindAddress wanted, IReadOnlyList<BoundAddress> passed, EffectiveSettings settings)
    {
        if (wanted.DescriptorName is null) return;
        BoundAddress[] named = [.. passed.Where(p => p.Is(wanted))];
        if (named.Length < 2) return;
        string numbers = string.Join(", ", named.Select(p => $"fd://{p.Passed.Descriptor}"));
        throw new StartupException($"cannot listen on {wanted} (from {settings.OriginOf("bind")}): {named.Length} descriptors have that name: "
            + $"say {numbers}, or give each a FileDescriptorName= of its own");
    }
}
