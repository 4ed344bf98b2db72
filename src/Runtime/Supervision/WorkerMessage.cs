using System.Text;
using Gatehouse.Linux;

namespace Gatehouse.Supervision;

/// <summary>What a worker says to its master: a byte for the kind, then text.</summary>
internal static class WorkerMessage
{
    public const byte Ready = (byte)'R';
    public const byte Failed = (byte)'F';

    public static void SendReady(int channel) => MessageSocket.Send(channel, [Ready]);

    public static void SendFailed(int channel, string text)
    {
        var message = new byte[MessageSocket.MaxMessage];
        message[0] = Failed;

        // Cut between characters, however long it is.
        Encoding.UTF8.GetEncoder().Convert(text, message.AsSpan(1), flush: true, out _, out int written, out _);
        MessageSocket.Send(channel, message.AsSpan(0, written + 1));
    }

    public static string Text(ReadOnlySpan<byte> message) => Encoding.UTF8.GetString(message[1..]);
}
