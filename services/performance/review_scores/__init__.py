"""What answers come to: calculated, proposed, and explained so that anybody can work it out again."""
