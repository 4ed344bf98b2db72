namespace Gatehouse.Hosting.Operating;

/// <summary>What an operator asks of a server that runs: the first word of the command line, where a runtime's would stand.</summary>
internal enum Command
{
    Status,
    Reload,
    Stop,
    Scale,
    Upgrade,
    ReopenLogs,
}

/// <summary>The words for the commands.</summary>
internal static class Commands
{
    public static IReadOnlyList<Command> All { get; } =
        [Command.Status, Command.Reload, Command.Stop, Command.Scale, Command.Upgrade, Command.ReopenLogs];

    /// <summary>The settings that say where the server is, and how long what is asked may take.</summary>
    public static IReadOnlyList<Setting> Settings { get; } =
        [.. new[] { "pidFile", "controlSocket", "runDir", "startTimeout", "gracefulTimeout" }.Select(name => SettingTable.Find(name)!)];

    public static string Word(this Command command) => command switch
    {
        Command.Status => "status",
        Command.Reload => "reload",
        Command.Stop => "stop",
        Command.Scale => "scale",
        Command.Upgrade => "upgrade",
        _ => "reopen-logs",
    };

    public static string Summary(this Command command) => command switch
    {
        Command.Status => "Shows the workers of the running server; ends with 0 if one is ready",
        Command.Reload => "Rolls new workers in, with the settings and the program as they are now, and waits for it",
        Command.Stop => "Stops the running server and waits until it is gone",
        Command.Scale => "Changes the number of workers and waits until they are ready",
        Command.Upgrade => "Replaces the supervisor too by the program on disk, once that serves",
        _ => "Opens the log files anew, after a log rotator moved them",
    };

    /// <summary>What stands behind the word on a command line.</summary>
    public static string Usage(this Command command) => command switch
    {
        Command.Scale => "scale N [options]",
        _ => $"{command.Word()} [options]",
    };

    /// <summary>The command for a word; null if it is none.</summary>
    public static Command? Find(string word)
    {
        foreach (Command command in All)
        {
            if (word == command.Word()) return command;
        }

        return null;
    }
}
