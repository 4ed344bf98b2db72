namespace Gatehouse.Hosting;

/// <summary>A hook that may say no has said it.</summary>
internal sealed class HookException(string message, Exception inner) : Exception(message, inner);
