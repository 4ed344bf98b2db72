using System.Globalization;
using System.Text;
using Gatehouse.Linux;
using Gatehouse.Loop;

namespace Gatehouse.Supervision;

/// <summary>
/// The older master that started this one to take its place (SIGUSR2). Both serve until the older one leaves, which its end of the channel
/// tells, however it goes.
/// </summary>
internal sealed class Predecessor : Pollable
{
    public const string Variable = "GATEHOUSE_UPGRADE";

    private static readonly Lazy<Predecessor?> Adopted = new(Adopt);

    private readonly int channel;
    private Action? onGone;

    private Predecessor(int pid, int channel, string listeners)
    {
        Pid = pid;
        this.channel = channel;
        Listeners = listeners;
    }

    public int Pid { get; }

    /// <summary>What it hands on: <see cref="UpgradeOffer.Listeners"/>.</summary>
    public string Listeners { get; }

    /// <summary>It has been told that this master is ready.</summary>
    public bool IsAnswered { get; private set; }

    public bool IsGone { get; private set; }

    /// <summary>
    /// What an older master left for this process; null if there is none. The variable is removed by the first who asks.
    /// </summary>
    /// <exception cref="FormatException">The variable was not set by a master.</exception>
    public static Predecessor? Current => Adopted.Value;

    /// <summary>The value of <see cref="Variable"/>.</summary>
    public static string Write(int channel, UpgradeOffer offer) =>
        string.Create(CultureInfo.InvariantCulture, $"{Libc.GetPid()} {channel} {offer.Listeners}");

    /// <summary>Calls back when it is gone. On the loop's thread.</summary>
    public void Watch(EventLoop loop, Action gone)
    {
        onGone = () =>
        {
            IsGone = true;
            loop.Close(channel);
            gone();
        };
        loop.Watch(channel, PollEvents.In, this);
    }

    /// <summary>Every worker of this master is ready.</summary>
    /// <param name="taken">What was taken of <see cref="Listeners"/>.</param>
    public void ReportReady(string taken)
    {
        IsAnswered = true;
        if (!IsGone) MessageSocket.Send(channel, [WorkerMessage.Ready, .. Encoding.UTF8.GetBytes(taken)]);
    }

    /// <summary>This master cannot start, and why, for the log of the older one. The process is to end by itself.</summary>
    public void ReportFailure(string reason)
    {
        if (!IsGone) WorkerMessage.SendFailed(channel, reason);
    }

    internal override void OnReady(PollEvents events)
    {
        Span<byte> nothing = stackalloc byte[16];
        if (!IsGone && MessageSocket.Receive(channel, nothing) == 0) onGone!();
    }

    internal override void OnDue()
    {
    }

    private static Predecessor? Adopt()
    {
        string? text = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(text)) return null;
        Environment.SetEnvironmentVariable(Variable, null);
        if (text.Split(' ') is not [var master, var number, var listeners] || !IsNumber(master, out int pid) || !IsNumber(number, out int channel))
            throw new FormatException($"{Variable} is set by a master for its successor; '{text}' is not a value it sets.");

        // Some program passed the variable on: the descriptors are not there.
        if (pid != Libc.GetParentPid()) throw new FormatException($"{Variable} is set by process {pid}, which did not start this one; unset it.");
        Descriptors.CloseOnExec(channel);
        return new Predecessor(pid, channel, listeners);
    }

    private static bool IsNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
