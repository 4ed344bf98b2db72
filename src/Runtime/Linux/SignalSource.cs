using System.Runtime.InteropServices;

namespace Gatehouse.Linux;

/// <summary>
/// Hears a set of signals and keeps them from their default action. The callback runs on a thread of the .NET runtime, not
/// in a signal handler, one call a signal, in no promised order: all it should do is enqueue.
/// </summary>
internal sealed class SignalSource : IDisposable
{
    private readonly PosixSignalRegistration[] registrations;

    /// <summary>Listens from now on. To be made on a thread that lives as long: it takes the signals that the parent had blocked.</summary>
    public SignalSource(ReadOnlySpan<int> signals, Action<int> onSignal)
    {
        registrations = new PosixSignalRegistration[signals.Length];

        // One thread that does not block a signal is enough for the process to get it; the mask too is inherited over exec.
        Signals.Unblock(signals);
        for (int i = 0; i < signals.Length; i++)
        {
            int signal = signals[i];

            // The runtime respects an ignored signal: it would register without installing a handler.
            Signals.HeedIgnored(signal);
            registrations[i] = PosixSignalRegistration.Create(
                (PosixSignal)signal,
                context =>
                {
                    context.Cancel = true;
                    onSignal(signal);
                });
        }
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations) registration.Dispose();
    }
}
