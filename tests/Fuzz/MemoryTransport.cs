using Gatehouse.Linux;
using Gatehouse.Serving;

namespace Gatehouse.Fuzz;

/// <summary>A connection's other end in memory: what the client sends, and a client that takes a few bytes at a time if it is told to.</summary>
/// <param name="mostTaken">Bytes that the client takes before it has to be asked again; 0 for one that takes everything.</param>
internal sealed class MemoryTransport(int mostTaken) : Transport
{
    private readonly MemoryStream sent = new();
    private ReadOnlyMemory<byte> received;
    private bool ended;
    private int room;
    private Connection? connection;

    /// <summary>Whether the server closed the connection.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Whether it did so with a reset.</summary>
    public bool WasReset { get; private set; }

    /// <summary>Whether the server waits for the client to take more.</summary>
    public bool IsBlocked { get; private set; }

    /// <summary>Bytes that the server allocated on the occasion of what came.</summary>
    public long Allocated { get; private set; }

    /// <summary>What the server sent.</summary>
    public byte[] Sent => sent.ToArray();

    /// <summary>The client sends.</summary>
    public void Deliver(ReadOnlyMemory<byte> bytes)
    {
        if (IsClosed) return;
        received = received.IsEmpty ? bytes : (byte[])[.. received.Span, .. bytes.Span];
        Tell(PollEvents.In);
    }

    /// <summary>The client sends no more, but still listens.</summary>
    public void End()
    {
        ended = true;
        if (!IsClosed) Tell(PollEvents.In | PollEvents.ReadHangUp);
    }

    /// <summary>The client takes what it is told to take.</summary>
    public void TakeMore()
    {
        room = mostTaken;
        IsBlocked = false;
        if (!IsClosed) Tell(PollEvents.Out);
    }

    public override void Open(Connection connection)
    {
        this.connection = connection;
        room = mostTaken;
    }

    public override void OnReady(PollEvents events) => connection!.OnTransportReady(events);

    public override int Receive(Span<byte> destination)
    {
        if (received.IsEmpty) return ended ? 0 : Wait;
        int count = Math.Min(destination.Length, received.Length);
        received.Span[..count].CopyTo(destination);
        received = received[count..];
        return count;
    }

    public override int Send(ReadOnlySpan<byte> data)
    {
        if (mostTaken > 0 && room == 0)
        {
            IsBlocked = true;
            return Wait;
        }

        int count = mostTaken == 0 ? data.Length : Math.Min(room, data.Length);
        room -= mostTaken == 0 ? 0 : count;
        sent.Write(data[..count]);
        return count;
    }

    public override void ShutdownWrite()
    {
    }

    public override void Close(bool reset)
    {
        IsClosed = true;
        WasReset = reset;
    }

    private void Tell(PollEvents events)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        connection!.OnTransportReady(events);
        Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
