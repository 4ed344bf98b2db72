namespace Gatehouse.Tasks.Systemd;

/// <summary>What the machine and the kind of build decide about the units; the application does not know it.</summary>
/// <param name="InstallDirectory">Directory that the published files are copied to.</param>
/// <param name="Executable">File name of the program in it.</param>
/// <param name="SocketPath">Unix socket that systemd listens on.</param>
/// <param name="SocketGroup">Group that may connect: the one nginx's workers run as.</param>
/// <param name="IsNative">Native code ahead of time: allows a stricter sandbox.</param>
internal sealed record UnitOptions(string InstallDirectory, string Executable, string SocketPath, string SocketGroup, bool IsNative);
