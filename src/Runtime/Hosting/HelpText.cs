using Gatehouse.Hosting.Operating;

namespace Gatehouse.Hosting;

/// <summary>What --help prints: the table, under its headings.</summary>
internal static class HelpText
{
    /// <summary>Where the second column begins; a longer first column gets a line of its own.</summary>
    private const int Column = 30;
    private const int Width = 100;
    private const string DoctorSummary = "Asks a running deployment with forged headers, and shows what it believed";
    private const string RoutesSummary = "Lists the routes of the program, each with the method that answers";

    /// <summary>The line that follows an error of the command line.</summary>
    public static string Hint(string program, Verb? verb) =>
        verb is Verb known ? $"Try '{program} {known.Word()} --help'." : $"Try '{program} --help'.";

    /// <summary>What is printed when nothing is asked.</summary>
    public static void WriteUsage(TextWriter output, string program)
    {
        output.WriteLine($"usage: {program} prefork|epoll|green|daemon [options]");
        output.WriteLine(Hint(program, null));
    }

    public static void WriteOverview(TextWriter output, string program)
    {
        output.WriteLine($"usage: {program} VERB [options]");
        output.WriteLine();
        output.WriteLine("Verbs:");
        foreach (Verb verb in Verbs.All)
            WriteRow(output, verb.Word(), verb.Summary());
        output.WriteLine();
        output.WriteLine("Commands for a server that runs:");
        foreach (Command command in Commands.All)
            WriteRow(output, command == Command.Scale ? "scale N" : command.Word(), command.Summary());
        output.WriteLine();
        output.WriteLine("Commands for the program itself:");
        WriteRow(output, "routes", RoutesSummary);
        WriteRow(output, ArgumentParser.DoctorWord, DoctorSummary);
        output.WriteLine();
        output.WriteLine("Options:");
        WriteRow(output, "-h, --help", "This text; after a verb, the options of the verb");
        WriteRow(output, "--version", "The version of the program");
        output.WriteLine();
        output.WriteLine($"Example: {program} prefork -w 4 -b 127.0.0.1:8000");
    }

    public static void WriteVerb(TextWriter output, string program, Verb verb)
    {
        output.WriteLine($"usage: {program} {verb.Word()} [options]");
        output.WriteLine();
        output.WriteLine(verb.Summary() + ".");
        foreach (IGrouping<SettingGroup, Setting> group in SettingTable.All.Where(s => s.Verbs.Contains(verb)).GroupBy(s => s.Group))
        {
            output.WriteLine();
            output.WriteLine($"{Title(group.Key)}:");
            foreach (Setting setting in group)
            {
                WriteRow(output, Names(setting), $"{setting.Help} [{setting.DefaultText}]");
                if (setting == SettingTable.Bind)
                    WriteRow(output, "--port N", "The same as --bind 127.0.0.1:N");
            }
        }

        output.WriteLine();
        output.WriteLine("Configuration:");
        WriteRow(output, "-c, --config PATH", $"JSON file of settings [{SettingSources.DefaultFile} if there is one]");
        WriteRow(output, "--print-config[=json]", "Prints every setting and where it comes from, and ends");
        WriteRow(output, "--check-config", "Checks the settings without listening; ends with 0 or 1");
        WriteRow(output, "-h, --help", "This text");
        WriteRow(output, "--version", "The version of the program");
        output.WriteLine();
        output.WriteLine("Each setting can also be said in the environment (--graceful-timeout is GATEHOUSE_GRACEFUL_TIMEOUT)");
        output.WriteLine("and in the JSON file (\"gracefulTimeout\"); the command line comes first, then the environment.");
    }

    public static void WriteCommand(TextWriter output, string program, Command command)
    {
        output.WriteLine($"usage: {program} {command.Usage()}");
        output.WriteLine();
        output.WriteLine(command.Summary() + ".");
        output.WriteLine();
        output.WriteLine("Options:");
        if (command == Command.Status)
        {
            WriteRow(output, "--json", "Prints everything, for programs");
            WriteRow(output, "--watch", "Goes on showing it, every two seconds, until Ctrl-C");
        }
        else if (command != Command.ReopenLogs)
        {
            if (command == Command.Stop) WriteRow(output, "--quick", "Does not wait for running requests");
            WriteRow(output, "--wait SECONDS", "Time that the result is waited for [as the timeouts below allow]");
        }

        output.WriteLine();
        output.WriteLine("Where the server is, as it was told itself:");
        foreach (Setting setting in Commands.Settings)
            WriteRow(output, Names(setting), $"{setting.Help} [{setting.DefaultText}]");
        WriteRow(output, "-c, --config PATH", $"JSON file of settings [{SettingSources.DefaultFile} if there is one]");
        output.WriteLine();
        output.WriteLine("Each of these can also be said in the environment, in the JSON file, or by the application, as for the server.");
    }

    public static void WriteRoutes(TextWriter output, string program)
    {
        output.WriteLine($"usage: {program} routes [options]");
        output.WriteLine();
        output.WriteLine(RoutesSummary + ".");
        output.WriteLine();
        output.WriteLine("Options:");
        WriteRow(output, "--json", "Prints them for programs");
        WriteRow(output, "-h, --help", "This text");
    }

    public static void WriteDoctor(TextWriter output, string program)
    {
        output.WriteLine($"usage: {program} {ArgumentParser.DoctorWord} --url URL [options]");
        output.WriteLine();
        output.WriteLine(DoctorSummary + ". Ends with 1 if anything forged was believed.");
        output.WriteLine();
        output.WriteLine("Options:");
        WriteRow(output, "--url URL", "Where clients find it: http://HOST[:PORT] or https://HOST[:PORT]");
        WriteRow(output, "--host HOST", "Host to ask for, where it is not the URL's");
        WriteRow(output, "--via PATH", "nginx file, whose proxy_pass says where the server itself is: it is asked there too");
        WriteRow(output, "--direct ADDRESS", "Where the server itself is, HOST:PORT or unix:PATH, where no nginx file says so");
        WriteRow(output, "--insecure", "Takes any certificate");
        Setting key = SettingTable.Find("doctorKeyFile")!;
        WriteRow(output, Names(key), "File with the secret that the server has too");
        WriteRow(output, "-c, --config PATH", $"JSON file of settings [{SettingSources.DefaultFile} if there is one]");
        WriteRow(output, "-h, --help", "This text");
    }

    public static string Title(SettingGroup group) => group switch
    {
        SettingGroup.Sockets => "Sockets",
        SettingGroup.Tls => "TLS",
        SettingGroup.Workers => "Workers",
        SettingGroup.Deadlines => "Deadlines",
        SettingGroup.Limits => "Limits",
        SettingGroup.Logging => "Logging",
        SettingGroup.Process => "Process",
        SettingGroup.Operation => "Operation",
        _ => "Behind a proxy",
    };

    /// <summary>The names as a manual page shows them; of the long ones only our own, the others are in the documentation.</summary>
    private static string Names(Setting setting)
    {
        string? shortName = setting.Aliases.FirstOrDefault(a => a.Length == 2);
        return (shortName is null ? "" : shortName + ", ") + setting.Option + (setting.ValueName.Length == 0 ? "" : " " + setting.ValueName);
    }

    private static void WriteRow(TextWriter output, string first, string second)
    {
        string line = "  " + first;
        if (line.Length > Column - 2)
        {
            output.WriteLine(line);
            line = "";
        }

        line = line.PadRight(Column);
        bool isEmpty = true;
        foreach (string word in second.Split(' '))
        {
            if (!isEmpty && line.Length + 1 + word.Length > Width)
            {
                output.WriteLine(line);
                line = new string(' ', Column);
                isEmpty = true;
            }

            line += isEmpty ? word : " " + word;
            isEmpty = false;
        }

        output.WriteLine(line);
    }
}
