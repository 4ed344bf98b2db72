using System.Globalization;
using Gatehouse.Detach;
using Gatehouse.Linux;

namespace Gatehouse.Hosting.Operating;

/// <summary>
/// Finds the server that a command is meant for, by the settings that the server itself has. Problems of other settings play no part: a broken file
/// must not keep anybody from stopping a server.
/// </summary>
/// <param name="settings">What was said.</param>
/// <param name="app">What the application declares.</param>
/// <param name="directory">The working directory.</param>
internal sealed class ServerSearch(ServerSettings settings, ApplicationDescription app, string directory)
{
    public TimeSpan StartTimeout => Resolved.StartTimeout!.Value;

    public TimeSpan GracefulTimeout => Resolved.GracefulTimeout!.Value;

    private ServerSettings Resolved => field ??= Resolve();

    /// <exception cref="OperatingException">There is none, or nothing says where.</exception>
    public RunningServer Find()
    {
        string? socket = Place(Resolved.ControlSocket);
        if (socket is not null && ControlledServer.Find(socket) is { } controlled) return controlled;

        // The daemon has a pid file by itself.
        string? file = Place(Resolved.PidFile);
        string? usual = Place(app.Name + ".pid");
        string? place = file ?? (File.Exists(usual) ? usual : null);
        if (place is not null && FindByFile(place) is { } process) return new SignalledServer(process, app.Name);
        throw new OperatingException(
            file is not null ? $"{app.Name} is not running: nobody holds the pid file {file}" + (socket is null ? "" : $" or listens on {socket}")
            : socket is not null ? $"{app.Name} is not running, or has no control socket {socket}"
            : $"nothing says where the running server is: start it with --pid-file PATH or --control-socket PATH, and say the same here "
                + "(or in the environment, or in gatehouse.json)");
    }

    /// <summary>The process by the number that it wrote, whose lock shows that it lives: a number that another has by now is not taken for it.</summary>
    private static RunningProcess? FindByFile(string path)
    {
        try
        {
            if (PidFile.Holder(path) is not { } pid) return null;
            RunningProcess? process = RunningProcess.Find(pid);

            // Held now, it is the process only if the file is still locked with this number in it.
            if (process is not null && PidFile.Holder(path) == pid) return process;
            process?.Dispose();
            if (PidFile.Holder(path) is null) return null;
            throw new OperatingException(string.Create(
                CultureInfo.InvariantCulture, $"the pid file {path} says {pid}, which is no process here: is the server in another container?"));
        }
        catch (PidFileException e)
        {
            throw new OperatingException(e.Message);
        }
    }

    private string? Place(string? path) =>
        string.IsNullOrEmpty(path) ? null : path[0] == '@' ? path : Path.GetFullPath(Path.Combine(directory, Resolved.RunDir ?? "", path));

    private ServerSettings Resolve()
    {
        ServerSettings resolved = settings;
        foreach (Setting setting in Commands.Settings)
        {
            if (setting.Read(settings) is not null) continue;
            string? text = app.Defaults.FirstOrDefault(d => d.Name == setting.Name)?.Value
                ?? setting.Default(new DefaultContext(Verb.PreFork, app.Name, settings));
            if (text is not null) setting.Write(ref resolved, [text], "");
        }

        return resolved;
    }
}
