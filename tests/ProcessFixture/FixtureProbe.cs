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
            Console.WriteLine(string.Join(';', status.Where(line => line.StartsWith("Uid:") || line.StartsWith("Gid:"))).Replace('\t', ' '));
        }

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
