using System.Text;
using Gatehouse.Linux;

namespace Gatehouse.ProcessFixture;

/// <summary>Small programs that tell what they see.</summary>
internal static class FixtureProbe
{
    /// <summary>Ends with 0 when it hears the signal.</summary>
    public static int Hear(int signal)
    {
        using var heard = new ManualResetEventSlim();
        using var source = new SignalSource([signal], number => heard.Set());
        Console.WriteLine("listening");
        return heard.Wait(TimeSpan.FromSeconds(20)) ? 0 : 1;
    }

    /// <summary>Prints the credentials of every thread.</summary>
    public static int Become(string user)
    {
        Credentials.Resolve(user, null).Assume();
        foreach (string task in Directory.GetDirectories("/proc/self/task"))
        {
            string[] status = File.ReadAllLines(Path.Combine(task, "status"));
            Console.WriteLine(string.Join(';', status.Where(line => line.StartsWith("Uid:") || line.StartsWith("Gid:") || line.StartsWith("Groups:")).Select(line => line.TrimEnd())).Replace('\t', ' '));
        }

        return 0;
    }

    /// <summary>
    /// Is given an orphan while it has a child of its own, and then one of the base library's; prints what becomes of each, and whose
    /// SIGCHLD is.
    /// </summary>
    public static int Bury()
    {
        var command = new ProcessCommand("/bin/sh", [.. ((string[])["sh", "-c", "sleep 0.1 & exit 7"]).Select(Encoding.UTF8.GetBytes)], "/");
        Console.WriteLine($"before: {Orphans.AreOurs}");
        Libc.ProcessControl(Libc.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        Console.WriteLine($"after: {Orphans.AreOurs}");
        using ChildProcess own = ProcessSpawner.Spawn(new SpawnRequest(command));
        using ChildProcess held = ProcessSpawner.Spawn(new SpawnRequest(command with { Arguments = [.. ((string[])["sh", "-c", "exit 8"]).Select(Encoding.UTF8.GetBytes)] }));
        Console.WriteLine($"own: {own.WaitForExit()}");

        // The other one has ended too by the time that the orphan has, and stands before it in the kernel's list.
        ExitStatus status;
        ExitStatus? heldStatus = null;
        int pid;
        while ((pid = Orphans.ReapNext(out status)) == 0)
        {
            if (heldStatus is null && held.TryReap(out ExitStatus end)) heldStatus = end;
            Thread.Sleep(5);
        }

        Console.WriteLine($"held: {heldStatus ?? held.WaitForExit()}");
        Console.WriteLine($"orphan: {pid > 0} {status}");
        using var managed = System.Diagnostics.Process.Start("/bin/sh", ["-c", "exit 9"]);
        while (!managed.HasExited)
        {
            if (Orphans.ReapNext(out _) != 0) Console.WriteLine("stolen");
        }

        Console.WriteLine($"managed: {managed.ExitCode}");
        return 0;
    }

    public static int Command()
    {
        ProcessCommand command = ProcessCommand.OfThisProcess;
        Console.WriteLine(command.Path);
        Console.WriteLine(string.Join('|', command.Arguments.Select(Encoding.UTF8.GetString)));
        Console.WriteLine(command.Directory);
        return 0;
    }
}
