namespace Gatehouse.Generators.Model;

/// <summary>A hook: which one, and the method that is it.</summary>
/// <param name="Name">Name of the property of <c>MasterHooks</c>.</param>
/// <param name="Method">The method as it is named from everywhere.</param>
internal sealed record HookModel(string Name, string Method);
