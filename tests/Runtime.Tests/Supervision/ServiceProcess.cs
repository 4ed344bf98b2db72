using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;

namespace Gatehouse.Runtime.Tests.Supervision;

/// <summary>
/// The sample application behind its whole command line, in a process and a session of its own, with a test in the place of its service
/// manager.
/// </summary>
internal sealed class ServiceProcess : IDisposable
{
    private readonly Socket manager;
    private readonly StringBuilder told = new();
    private readonly TestProcess process;

    /// <param name="directory">Where it runs, which is not the process's to remove.</param>
    /// <param name="prefix">What it is started by, such as setpriv(1).</param>
    /// <param name="variables">Its environment variables besides the test's own.</param>
    /// <param name="arguments">The command line after the program.</param>
    public ServiceProcess(TestDirectory directory, string[] prefix, Dictionary<string, string> variables, params string[] arguments)
        : this(directory, prefix, variables, [], arguments)
    {
    }

    /// <summary>The same with descriptors of the test.</summary>
    public ServiceProcess(TestDirectory directory, string[] prefix, Dictionary<string, string> variables, int[] descriptors, string[] arguments)
    {
        string path = directory.File($"notify-{Guid.NewGuid():n}");
        manager = new Socket(System.Net.Sockets.AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
        manager.Bind(new UnixDomainSocketEndPoint(path));
        string[] command = [.. prefix, TestProcess.Program, "serve", .. arguments];
        process = TestProcess.Start(
            directory,
            request => request with { NewSession = true, Inherit = descriptors, Environment = new Dictionary<string, string>(variables) { ["NOTIFY_SOCKET"] = path } },
            command[0],
            command[1..]);
    }

    public int Pid => process.Pid;

    public string Log => process.Output;

    /// <summary>What the service manager was told so far, a line for each assignment and an empty one between messages.</summary>
    public string Told
    {
        get
        {
            byte[] buffer = new byte[4096];
            while (manager.Poll(0, SelectMode.SelectRead))
                told.Append(Encoding.UTF8.GetString(buffer, 0, manager.Receive(buffer))).Append("\n\n");
            return told.ToString();
        }
    }

    /// <summary>The processes whose parent it is, oldest first.</summary>
    public IReadOnlyList<int> Children => ChildrenOf(Pid);

    public static IReadOnlyList<int> ChildrenOf(int pid)
    {
        var children = new List<int>();
        foreach (string entry in Directory.GetDirectories("/proc").Where(entry => char.IsAsciiDigit(Path.GetFileName(entry)[0])))
        {
            try
            {
                string stat = File.ReadAllText(entry + "/stat");
                if (stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == $"{pid}") children.Add(int.Parse(Path.GetFileName(entry)));
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        children.Sort();
        return children;
    }

    public void WaitForLog(string text) => process.WaitForOutput(text);

    /// <summary>Waits until the manager has been told something, which is then told no more.</summary>
    public string WaitForTold(string text)
    {
        string before = "";
        Eventually.True(
            () => (before = Told).Contains(text), () => $"'{text}' was not told, but:\n{Told}\nThe log:\n{Log}");
        told.Clear();
        return before;
    }

    /// <summary>Asks it for something and returns the body of the answer.</summary>
    public string Get(string path = "/")
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        return client.GetStringAsync(Address() + path).GetAwaiter().GetResult();
    }

    public void Signal(int signal) => process.Signal(signal);

    public ExitStatus WaitForExit() => process.WaitForExit();

    public void Dispose()
    {
        // Workers see that their master is gone.
        IReadOnlyList<int> workers = Children;
        process.Dispose();
        Eventually.True(() => !workers.Any(Master.IsRunning), () => $"Workers were left behind: {string.Join(' ', workers)}");
        manager.Dispose();
    }

    private string Address()
    {
        const string phrase = "Listening at: ";
        WaitForLog(phrase);
        string log = Log;
        int start = log.IndexOf(phrase, StringComparison.Ordinal) + phrase.Length;
        return "http://" + log[start..log.IndexOf(' ', start)];
    }
}
