using System.Globalization;
using System.Text;
using Gatehouse.Linux;

namespace Gatehouse.Supervision;

/// <summary>What a worker and its master, or two masters, say to each other: a byte for the kind, then text.</summary>
internal static class WorkerMessage
{
    public const byte Ready = (byte)'R';
    public const byte Failed = (byte)'F';
    public const byte Exhausted = (byte)'X';

    public const byte Leaving = (byte)'L';

    public static void SendReady(int channel) => MessageSocket.Send(channel, [Ready]);

    public static void SendFailed(int channel, string text) => Send(channel, Failed, text);

    public static void SendExhausted(int channel, string text) => Send(channel, Exhausted, text);

    public static string Text(ReadOnlySpan<byte> message) => Encoding.UTF8.GetString(message[1..]);

    private static void Send(int channel, byte kind, string text)
    {
        var message = new byte[MessageSocket.MaxMessage];
        message[0] = kind;

        // Cut between characters, however long it is.
        Encoding.UTF8.GetEncoder().Convert(text, message.AsSpan(1), flush: true, out _, out int written, out _);
        MessageSocket.Send(channel, message.AsSpan(0, written + 1));
    }

    /// <summary>From the master: these listeners go away. In pieces, however many there are.</summary>
    public static void SendLeaving(int channel, IReadOnlyList<int> listeners)
    {
        const int MostAtOnce = 256;
        foreach (int[] piece in listeners.Chunk(MostAtOnce))
            MessageSocket.Send(channel, [Leaving, .. Encoding.ASCII.GetBytes(string.Join(',', piece))]);
    }

    /// <summary>What <see cref="SendLeaving"/> sent.</summary>
    public static IReadOnlyList<int> ReadLeaving(ReadOnlySpan<byte> message) =>
        [.. Text(message).Split(',').Select(number => int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture))];
}
