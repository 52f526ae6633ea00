"""What stands on Home: what needs the viewer today."""
