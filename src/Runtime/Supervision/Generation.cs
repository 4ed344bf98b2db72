using Gatehouse.Linux;

namespace Gatehouse.Supervision;

/// <summary>The workers of one plan.</summary>
internal sealed class Generation : IDisposable
{
    private readonly Action<Seat> onDue;

    /// <param name="number">Counts up from 1 with every reload.</param>
    /// <param name="plan">What the workers are to be.</param>
    /// <param name="onDue">Called when a seat is to be filled again.</param>
    public Generation(int number, WorkerPlan plan, Action<Seat> onDue)
    {
        Number = number;
        Plan = plan;
        this.onDue = onDue;
        Settings = MemoryFile.Write("gatehouse-settings", plan.Snapshot);
    }

    public int Number { get; }

    public WorkerPlan Plan { get; }

    /// <summary>Descriptor of the memory file that has the plan's snapshot.</summary>
    public int Settings { get; private set; }

    public List<Seat> Seats { get; } = [];

    public bool IsReady => Seats.TrueForAll(seat => seat.Worker is { IsReady: true });

    public Seat AddSeat()
    {
        var seat = new Seat(this, Seats.Count, onDue);
        Seats.Add(seat);
        return seat;
    }

    public Seat RemoveLastSeat()
    {
        Seat seat = Seats[^1];
        Seats.RemoveAt(Seats.Count - 1);
        return seat;
    }

    public void Dispose()
    {
        if (Settings < 0) return;
        Libc.Close(Settings);
        Settings = -1;
    }
}
