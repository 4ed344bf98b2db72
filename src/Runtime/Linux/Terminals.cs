namespace Gatehouse.Linux;

/// <summary>Whether somebody looks: isatty(3). Console.IsOutputRedirected would prepare the terminal for reading keys.</summary>
internal static class Terminals
{
    public static bool Is(int descriptor) => Libc.IsATerminal(descriptor) == 1;
}
