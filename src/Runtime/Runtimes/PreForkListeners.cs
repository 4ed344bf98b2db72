using Gatehouse.Hosting;
using Gatehouse.Linux;
using Gatehouse.Supervision;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Runtimes;

/// <summary>The listeners of a master: over reloads, changes of the number of workers, and upgrades.</summary>
internal sealed class PreForkListeners(ListenSockets opened, ILogger logger, string verb) : IDisposable
{
    // Longer than a handshake takes over any usual distance.
    private static readonly TimeSpan Handshake = TimeSpan.FromSeconds(1);

    private ListenSockets current = opened;
    private ListenSockets? next;
    private ListenerHandover? handover;
    private int seats = opened.Workers;

    /// <summary>The word for a predecessor: what was taken of its sockets.</summary>
    public string Taken => ListenerHandover.Taken(current);

    /// <summary>A plan of the same listeners, or those of a reload under way.</summary>
    public WorkerPlan AddTo(WorkerPlan plan)
    {
        ListenSockets sockets = next ?? current;
        return plan with { Listeners = OfSeat, SeatLinger = sockets.IsPerSeat ? Handshake : TimeSpan.Zero };

        IReadOnlyList<int> OfSeat(int seat)
        {
            try
            {
                return sockets.OfSeat(seat);
            }
            catch (StartupException e)
            {
                throw new IOException(e.Message, e);
            }
        }
    }

    /// <summary>Opens what new settings want besides. Nothing is closed before <see cref="Commit"/>.</summary>
    /// <exception cref="StartupException">An address cannot be listened on.</exception>
    public void Renew(EffectiveSettings settings)
    {
        if (settings.Umask is { } mask) Credentials.SetUmask(mask);
        next = current.Renew(settings);
    }

    /// <summary>The new generation serves.</summary>
    public void Commit()
    {
        ListenSockets before = current;
        current = next ?? current;
        next = null;
        current.LogAddresses(logger, verb, except: before);
        before.CloseAllBut(current, logger);
        current.KeepSeats(seats);
        current.SetBacklog();
    }

    /// <summary>The old generation goes on.</summary>
    public void Abandon()
    {
        next?.CloseAllBut(current, logger: null);
        next = null;
    }

    public void OnSeats(int count)
    {
        seats = count;

        // Where a reload is about to change whether seats have sockets of their own, its end will see to it.
        if (next is null || (next.IsPerSeat && current.IsPerSeat)) current.KeepSeats(count);
    }

    public UpgradeOffer Offer()
    {
        handover = new ListenerHandover([.. current.Addresses.Union(next?.Addresses ?? [])]);
        return handover.Offer;
    }

    /// <summary>A successor serves too.</summary>
    /// <returns>The descriptors that it accepts from.</returns>
    public IReadOnlyList<int> Lend(string taken) => handover!.Lend(taken);

    /// <summary>The successor is gone.</summary>
    public void TakeBack() => handover?.TakeBack();

    /// <summary>This master is ready beside its predecessor.</summary>
    public void Settle()
    {
        current.KeepSeats(seats);
        current.SetBacklog();
    }

    /// <summary>The predecessor is gone.</summary>
    public void TakeOver()
    {
        foreach (BoundAddress address in current.Addresses)
        {
            address.TakeFileBack();
            address.SteerAnew();
        }
    }

    /// <summary>The service ends: what is queued is left to the workers.</summary>
    public void Close()
    {
        next?.Close();
        current.Close();
    }

    public void Dispose()
    {
        next?.Dispose();
        current.Dispose();
    }
}
